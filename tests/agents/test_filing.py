"""Files by payer: each public actor finds its own, in the order of filing, whoever else files."""

import numpy as np
import pytest


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_payer_finds_its_files_in_the_order_of_filing(world, seed):
    model = world("people_and_investments").model(1)
    rng = np.random.default_rng(seed)
    for year in range(2):  # the second year's files replace the first's
        model.files = [rng.permutation(model.state.operating())[: 8 + year] for _ in model.programme.instruments]
        for index, files in enumerate(model.files):
            payers = model.desk.payers(index, files)
            assert np.array_equal(payers, model.payer_of(files, model.programme.levels[index]))
            for payer in range(model.state.authorities.code.size):
                assert np.array_equal(model.desk.files(index, payer), files[payers == payer])


def test_nobody_files_and_nobody_finds_a_file(world):
    model = world("people_and_investments").model(1)
    model.files = [np.zeros(0, np.int64) for _ in model.programme.instruments]

    assert all(model.desk.files(0, payer).size == 0 for payer in range(model.state.authorities.code.size))
