import pytest

from models.errors import EngineError
from models.events import Events
from models.jobs import Job, estimate, job_from_json, run_job


def test_a_job_is_read_from_json():
    assert job_from_json({"task": "segment", "parameters": {"scene": ["a"]}}) == Job(
        "segment", {"scene": ["a"]}
    )
    assert job_from_json({"task": "segment"}) == Job("segment", {})


@pytest.mark.parametrize(
    "document", [None, [], "segment", {}, {"task": 3}, {"task": "segment", "parameters": 1}]
)
def test_what_is_no_job_is_refused(document):
    with pytest.raises(EngineError) as caught:
        job_from_json(document)
    assert caught.value.code == "job.malformed"


@pytest.mark.parametrize("call", [lambda job: run_job(job, Events()), estimate])
def test_an_unknown_task_is_refused(call):
    with pytest.raises(EngineError) as caught:
        call(Job("dance"))
    assert caught.value.code == "job.unknown_task"
    assert "segment" in caught.value.advice
