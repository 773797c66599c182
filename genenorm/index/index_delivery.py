"""Sending copies of an index to the workers of Dask and Spark, and finding them there."""

from __future__ import annotations

import atexit
import shutil
from functools import lru_cache
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING

from genenorm.core.errors import GenenormError
from genenorm.index.index_ticket import opened

if TYPE_CHECKING:
    from distributed import Client, Worker
    from pyspark import SparkContext

    from genenorm.index.index_ticket import IndexTicket


def send_by_dask(client: Client, index: IndexTicket) -> None:
    """Send a copy of an index to the workers of a cluster, if one of them lacks it or there are none yet.

    Workers that join later, or again, get it too.
    """
    found = client.run(_has_index, index)
    if not found or not all(found.values()):
        with TemporaryDirectory(prefix="genenorm-") as folder:
            client.upload_file(str(index.copied_to(folder)), load=False)


def _has_index(index: IndexTicket, dask_worker: Worker) -> bool:
    try:
        return bool(opened(index, dask_worker.local_directory))
    except GenenormError:
        return False


def send_by_spark(context: SparkContext, index: IndexTicket) -> None:
    """Send a copy of an index to the workers of a cluster, before they get work; each fetches it once."""
    context.addFile(str(index.copied_to(_staging())))


@lru_cache(maxsize=1)
def _staging() -> str:
    """Return a folder for copies, from which workers fetch them as long as this program runs."""
    folder = mkdtemp(prefix="genenorm-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def folder_at_dask_worker() -> str:
    """Return the folder of the files that were sent to this worker of Dask; empty without a cluster."""
    try:
        from distributed import get_worker

        return str(get_worker().local_directory)
    except (ImportError, ValueError):
        return ""


def folder_at_spark_worker() -> str:
    """Return the folder of the files that were sent to this worker of Spark."""
    from pyspark import SparkFiles

    return str(SparkFiles.getRootDirectory())
