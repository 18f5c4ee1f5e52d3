"""Messages are taken back without a call into Python, which may be gone when Qt deletes them."""


def test_a_message_that_is_taken_back_calls_nobody_when_it_is_deleted(iface, deletions):
    from spectralgpt.plugin.engine.notices import Notices

    notices = Notices(iface)
    notices.warning("Something to look at.")
    item = iface.messageBar().currentItem()
    assert item.receivers(item.destroyed) > 0
    notices.clear()
    assert item.receivers(item.destroyed) == 0
    deletions()
    assert iface.messages() == []


def test_a_message_that_the_user_closes_is_forgotten(iface, deletions):
    from spectralgpt.plugin.engine.notices import Notices

    notices = Notices(iface)
    notices.warning("Something to look at.")
    iface.messageBar().popWidget()
    deletions()
    assert notices._items == []
    notices.clear()


def test_a_message_on_a_subject_replaces_the_earlier_one_and_can_be_retracted(iface, deletions):
    from spectralgpt.plugin.engine.notices import Notices

    notices = Notices(iface)
    notices.warning("The engine is missing.", subject="engine")
    notices.warning("The engine is missing.", subject="engine")
    notices.warning("Something else.")
    deletions()
    assert len(iface.messages()) == 2
    notices.retract("engine")
    notices.retract("engine")
    deletions()
    assert [text for text in iface.messages() if "missing" in str(text)] == []
    assert len(iface.messages()) == 1
