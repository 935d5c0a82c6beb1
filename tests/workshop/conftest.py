"""One server for the tests that do not kill it."""

import pytest

from tests.workshop.server import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    found = Server(tmp_path_factory.mktemp("room") / "data")
    yield found
    found.stop()


@pytest.fixture
def fresh(tmp_path):
    """A server of a test's own, which ends with the test however it goes."""
    found = Server(tmp_path / "data")
    yield found
    found.stop()
