"""Annotating many files by the workers of Dask or Spark, on this machine or on others that share its folders.

The workers read the files and write the outputs themselves, each completely or not at all. The work of a worker that
is killed is done again by another one.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from multiprocessing.resource_tracker import ensure_running
from typing import TYPE_CHECKING, TypeAlias

from genenorm.annotation.file_annotator import FileAnnotator
from genenorm.annotation.run import annotate_files, in_order, interrupts_blocked, tasks_of
from genenorm.core.errors import GenenormError, MissingExtraError, fault_text
from genenorm.index.index_delivery import (
    folder_at_dask_worker,
    folder_at_spark_worker,
    send_by_dask,
    send_by_spark,
)
from genenorm.index.index_ticket import IndexTicket, opened
from genenorm.index.reference import Reference

if TYPE_CHECKING:
    from concurrent.futures import Future

    from distributed import Future as DaskFuture
    from distributed import LocalCluster

    from genenorm.annotation.inputs import Task
    from genenorm.annotation.job import Engine, Job
    from genenorm.annotation.run import Chunk, Outcome, Result

    Submit: TypeAlias = Callable[[Chunk], Result]

_TRIES = 4
"""How often Spark tries the work of a worker on this machine, as it does on a cluster."""
_SUBMITTED = {"PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS"}
"""The variables that say that spark-submit, or its arguments, choose the cluster."""
_STOPPED = "the run ended, and the files written are complete; continue with --resume"


@dataclass(frozen=True, slots=True)
class _Work:
    """What a worker needs besides the files."""

    job: Job
    index: IndexTicket
    folder: str
    """The working directory of the program, by which the paths of the files are understood."""


def run_on_engine(tasks: Sequence[Task], job: Job, engine: Engine, processes: int) -> Iterator[Outcome]:
    """Annotate the files of some tasks on a cluster, and yield the outcome of each in their order.

    :param processes: the number of workers on this machine, without a scheduler.
    :raises GenenormError: there is no such scheduler, or workers were killed again and again by the same file.
    :raises MissingExtraError: the engine is not installed.
    """
    with Reference.open(job.reference) as reference:
        work = _Work(job, IndexTicket.of(reference), os.getcwd())  # noqa: PTH109
    with _ENGINES[engine.name](work, engine.scheduler, processes) as (submit, workers):
        yield from in_order(submit, tasks, workers)


def _annotated(work: _Work, folder: Callable[[], str], chunk: Chunk) -> list[Outcome] | GenenormError:
    """Return the outcomes of a chunk, or the error that ends the run, at a worker."""
    try:
        if not all(os.path.isabs(path) for paths in chunk for path in paths):  # noqa: PTH117
            os.chdir(work.folder)
        return list(annotate_files(tasks_of(chunk), _annotator(work.job, work.index, folder())))
    except GenenormError as error:
        return error
    except OSError as error:
        message = (
            f"a worker cannot use the folder {work.folder} ({error.strerror}); use folders that all machines share"
        )
        return GenenormError(message)


@lru_cache(maxsize=1)
def _annotator(job: Job, index: IndexTicket, folder: str) -> FileAnnotator:
    """Return the annotator of a worker; all its chunks share the open index and the cached names."""
    return FileAnnotator(job, opened(index, folder))


def _checked(result: list[Outcome] | GenenormError) -> list[Outcome]:
    if isinstance(result, GenenormError):
        raise result
    return result


# -- Dask -------------------------------------------------------------------------------------------------------------


def local_dask(workers: int) -> LocalCluster:
    """Return a cluster of Dask on this machine: worker processes of one thread each, and no words in between."""
    from distributed import LocalCluster

    return LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
    )


@contextmanager
def _on_dask(work: _Work, scheduler: str, processes: int) -> Iterator[tuple[Submit, int]]:
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise MissingExtraError("--engine dask", "dask") from error
    ensure_running()  # since its start would let Ctrl-C through again
    with ExitStack() as stack:
        with interrupts_blocked():  # the processes and threads that are started here leave Ctrl-C to this one
            cluster = scheduler or stack.enter_context(local_dask(processes))
            try:
                client = stack.enter_context(Client(cluster))
            except (OSError, ValueError) as error:
                raise GenenormError(f"--scheduler {scheduler}: no scheduler of Dask answers there") from error
        send_by_dask(client, work.index)

        def submit(chunk: Chunk) -> Result:
            future = client.submit(_annotated, work, folder_at_dask_worker, chunk, pure=False)
            return partial(result_of, future)

        def result_of(future: DaskFuture[list[Outcome] | GenenormError]) -> list[Outcome]:
            try:
                return _checked(future.result())
            except KilledWorker as error:
                raise GenenormError(f"{_STOPPED}: {fault_text(error)}") from error

        yield submit, sum(client.ncores().values()) or processes


# -- Spark ------------------------------------------------------------------------------------------------------------


@contextmanager
def _on_spark(work: _Work, scheduler: str, processes: int) -> Iterator[tuple[Submit, int]]:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtraError("--engine spark", "spark") from error
    builder = SparkSession.builder.appName("genenorm annotate").config("spark.log.level", "ERROR")
    builder = builder.config("spark.ui.showConsoleProgress", "false")  # there is our own
    if scheduler:
        builder = builder.master(scheduler)
    elif not _SUBMITTED & os.environ.keys():
        builder = builder.master(f"local[{processes},{_TRIES}]")
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # nothing of it is for other machines
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    is_shared = SparkSession.getActiveSession() is not None
    try:
        context = builder.getOrCreate().sparkContext
    except Exception as error:  # of Python, of the Java machine, or of what is between them
        raise GenenormError(f"Spark cannot be started: {fault_text(error)}") from error
    workers = max(context.defaultParallelism, 1)
    function = partial(_annotated, work, folder_at_spark_worker)
    with ThreadPoolExecutor(2 * workers) as pool:  # each waits for one piece of work, so that the order can be kept

        def submit(chunk: Chunk) -> Result:
            future = pool.submit(lambda: context.parallelize([chunk], 1).map(function).collect())
            return partial(result_of, future)

        def result_of(future: Future[list[list[Outcome] | GenenormError]]) -> list[Outcome]:
            try:
                return _checked(future.result()[0])
            except GenenormError:
                raise
            except Exception as error:
                raise GenenormError(f"{_STOPPED}: {fault_text(error)}") from error

        try:
            send_by_spark(context, work.index)
            yield submit, workers
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            context.cancelAllJobs()
            raise
        finally:
            if not is_shared:
                context.stop()


_ENGINES = {"dask": _on_dask, "spark": _on_spark}
