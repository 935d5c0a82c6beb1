"""Tests of deciders that ask for ``policy`` are given each policy of the project that spends."""

from pathlib import Path

POLICIES = sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "configs" / "policy").glob("*.yaml"))


def pytest_generate_tests(metafunc):
    """Give a test that asks for ``policy`` each policy that spends."""
    if "policy" in metafunc.fixturenames:
        metafunc.parametrize("policy", [name for name in POLICIES if name not in ("none", "file")])
