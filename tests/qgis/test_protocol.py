import pytest

from spectralgpt.plugin.engine import protocol


def test_messages_survive_a_pipe_that_cuts_them_anywhere():
    messages = [
        {"id": 1, "text": "Straße → Wald"},
        {"id": 2, "nothing": None},
        {"id": 3, "list": [1.5] * 100},
    ]
    stream = b"".join(protocol.encode(message) for message in messages)
    for size in (1, 2, 3, 7, 64, len(stream)):
        decoder = protocol.FrameDecoder()
        pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
        assert [message for piece in pieces for message in decoder.feed(piece)] == messages


def test_a_frame_starts_with_its_length_in_big_endian():
    frame = protocol.encode({"a": "ä"})
    assert frame[:4] == bytes([0, 0, 0, len(frame) - 4])
    assert frame[4:] == '{"a":"ä"}'.encode()


@pytest.mark.parametrize("noise", [b"Hello, I am a library\n", b"\x00\x00\x00\x02no", b"\x00\x00\x00\x02[]"])
def test_what_is_no_message_is_reported(noise):
    with pytest.raises(protocol.ProtocolError):
        protocol.FrameDecoder().feed(noise)


def test_too_large_a_message_is_refused_before_it_is_sent():
    with pytest.raises(protocol.ProtocolError, match="too large"):
        protocol.encode({"text": "x" * (protocol.MAX_FRAME + 1)})


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            {"code": -32000, "message": "Gone.", "data": {"code": "scene.missing", "advice": "Look."}},
            {"code": "scene.missing", "message": "Gone.", "advice": "Look."},
        ),
        (
            {"code": -32800, "message": "Cancelled."},
            {"code": "cancelled", "message": "Cancelled.", "advice": ""},
        ),
        ({"code": -32601, "message": "What?"}, {"code": "engine.error", "message": "What?", "advice": ""}),
    ],
)
def test_errors_become_code_sentence_and_advice(error, expected):
    assert protocol.error_of({"id": 1, "error": error}) == expected


def test_an_error_without_words_still_has_a_sentence():
    assert protocol.error_of({"id": 1, "error": {}})["message"]
