"""An Airflow DAG: one training run a night, by spark-submit, then a look at its status.json.

Needs apache-airflow-providers-apache-spark, apache-airflow-providers-apache-hdfs and a connection `spark_default`; the Airflow variables `leap_jar`, `leap_config` and
`leap_runs` say where things are. The run folder carries the date of the data interval, so that a retry or a repeated task goes on from
the newest checkpoint, and a night that has succeeded is not trained again.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from airflow import DAG
from airflow.exceptions import AirflowFailException
from airflow.operators.python import PythonOperator
from airflow.providers.apache.hdfs.hooks.webhdfs import WebHDFSHook
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

RUN_DIR = "{{ var.value.get('leap_runs', 'hdfs:///runs') }}/nightly/{{ ds }}"


def check_status(run_dir: str) -> None:
    """Deploy mode cluster hides exit codes; status.json does not."""
    path = "/" + run_dir.split("://", 1)[-1].split("/", 1)[-1] + "/status.json"
    status = json.loads(WebHDFSHook().read_file(path))
    if status["state"] != "SUCCEEDED":
        # No retry: Airflow has tried the training as often as it should.
        raise AirflowFailException(f"{run_dir}: {status['state']}, exit code {status.get('exitCode')}: {status.get('error')}")
    print(f"test accuracy {status['testAccuracy']}, parameters {status['paramsSha256']}")


with DAG(
    dag_id="leap_nightly",
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    # No overlap: a night waits for the one before.
    max_active_runs=1,
    default_args={
        "retries": 3,
        "retry_delay": timedelta(minutes=10),
        # An alert for whatever still fails after that.
        "email_on_failure": True,
        "email": ["{{ var.value.get('leap_alerts', 'leap@example.com') }}"],
    },
) as dag:
    train = SparkSubmitOperator(
        task_id="train",
        conn_id="spark_default",
        java_class="org.leap.jobs.Leap",
        application="{{ var.value.get('leap_jar', '/opt/leap/leap-jobs.jar') }}",
        properties_file="/opt/leap/conf/spark/yarn.conf",
        conf={"spark.submit.deployMode": "cluster"},
        files="{{ var.value.get('leap_config', '/opt/leap/conf/nightly.yaml') }}",
        name="leap-nightly-{{ ds }}",
        application_args=["train", "{{ var.value.get('leap_config', 'nightly.yaml').split('/')[-1] }}", "--run-dir", RUN_DIR, "--resume"],
    )
    check = PythonOperator(task_id="check_status", python_callable=check_status, op_args=[RUN_DIR], trigger_rule="all_done")
    train >> check
