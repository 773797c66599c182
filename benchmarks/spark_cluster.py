"""A cluster of Spark on this machine, for measurements and tests: a master, and workers in processes of their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def spark_cluster(workers: int, megabytes: int = 1024, **options: str) -> Iterator[Any]:
    """Give a session of Spark on a cluster of some workers, of one core and so much memory each, and end it after.

    :param options: further settings, with ``__`` for a point in their names.
    """
    import pyspark
    from pyspark.sql import SparkSession

    with TemporaryDirectory(prefix="spark-", ignore_cleanup_errors=True) as folder:
        for entry in Path(pyspark.__file__).parent.iterdir():  # the workers write into the folder of Spark
            if entry.name != "work":
                Path(folder, entry.name).symlink_to(entry)
        environment = {
            "SPARK_HOME": folder,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(Path(folder, "local")),
            "PYSPARK_PYTHON": sys.executable,
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
            "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # starts faster
        }
        with patch.dict(os.environ, environment):
            builder = SparkSession.builder.master(f"local-cluster[{workers},1,{megabytes}]").appName("genenorm")
            settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "OFF"}
            settings |= {"spark.driver.host": "127.0.0.1", "spark.sql.shuffle.partitions": str(2 * workers)}
            settings |= {"spark.executor.memory": f"{megabytes}m"}
            for name, value in (settings | {key.replace("__", "."): text for key, text in options.items()}).items():
                builder = builder.config(name, value)
            session = builder.getOrCreate()
            try:
                yield session
            finally:
                session.stop()
                _end_gateway()


def _end_gateway() -> None:
    """End the Java machine, which else stays until this program ends, with the settings of this cluster."""
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    if gateway is not None:
        process = getattr(gateway, "proc", None)
        gateway.shutdown()
        if process is not None:
            process.stdin.close()
            process.wait()
    SparkContext._gateway = SparkContext._jvm = None
