from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import weights
from index.tuning import Pair, Recipe, _Trainer, average, tune
from index.weights import SPECIALS, PackedModel

CHARACTERS = "工钱欠薪加班费用病假伤残退休合同辞职"
HIDDEN = 16


def articles(count: int) -> list[tuple[str, str]]:
    return [(f"法{at // 5}", f"第{at}条") for at in range(count)]


def trainer(pairs: list[Pair], batch: int, seed: int = 0) -> _Trainer:
    """What makes batches, without a model."""
    one = _Trainer.__new__(_Trainer)
    one._pairs, one._recipe, one._chooser = pairs, Recipe(batch=batch), np.random.default_rng(seed)
    return one


@pytest.mark.parametrize("seed", range(5))
def test_no_two_questions_of_a_batch_share_an_article(seed: int) -> None:
    chooser, keys = np.random.default_rng(seed), articles(40)
    golds = [tuple(keys[at] for at in chooser.choice(40, chooser.integers(1, 4), replace=False)) for _ in range(200)]
    batches = list(trainer([Pair("问", gold, 0, ()) for gold in golds], 8, seed)._batches())
    assert len(batches) > 10
    for batch in batches:
        used = [key for row in batch for key in golds[row]]
        assert len(used) == len(set(used))
        assert 4 <= len(batch) <= 8


def test_a_question_comes_once_in_a_round_and_the_order_is_drawn_anew() -> None:
    one = trainer([Pair("问", (key,), 0, ()) for key in articles(64)], 16)
    rounds = [list(one._batches()) for _ in range(2)]
    for batches in rounds:
        assert sorted(row for batch in batches for row in batch) == list(range(64))
    assert rounds[0] != rounds[1]
    again = trainer([Pair("问", (key,), 0, ()) for key in articles(64)], 16)
    assert list(again._batches()) == rounds[0]


def test_questions_that_all_share_one_article_make_no_batch() -> None:
    assert list(trainer([Pair("问", (articles(1)[0],), 0, ())] * 20, 8)._batches()) == []


def test_the_average_is_a_share_of_the_mean_worked_by_hand() -> None:
    runs = [
        {"a": np.array([[1.0, -2.0]], np.float32), "b": np.zeros(2, np.float32)},
        {"a": np.array([[3.0, 0.0]], np.float32), "b": np.array([0.0, 4.0], np.float32)},
    ]
    found = average(runs, 0.5)
    assert {name: value.tolist() for name, value in found.items()} == {"a": [[1.0, -0.5]], "b": [0.0, 1.0]}
    assert {value.dtype.name for value in found.values()} == {"float32"}
    assert average(runs[:1], 1.0)["a"].tolist() == [[1.0, -2.0]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of three layers with random weights that reads single characters."""
    import torch
    from transformers import BertConfig, BertModel

    place = tmp_path_factory.mktemp("tiny-bert")
    pieces = [*SPECIALS, "\u2581", *dict.fromkeys("query: passage" + CHARACTERS)]
    scored = [(piece, -1.0 - at / 100) for at, piece in enumerate(pieces)]
    specials = {"bos": 0, "pad": 1, "eos": 2, "unk": 3}
    config = {
        "vocab_size": len(pieces),
        "hidden_size": HIDDEN,
        "num_hidden_layers": 3,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "max_position_embeddings": 64,
    }
    weights._write_tokenizer(PackedModel(config, scored, specials, {"\u200b": "", "\u3000": " "}, {}), place)
    torch.manual_seed(0)
    BertModel(BertConfig(**config, pad_token_id=1), add_pooling_layer=False).save_pretrained(place)
    return place


def material() -> tuple[list[Pair], list[str], list[tuple[str, str]]]:
    """Eight articles of two characters each, and two questions of each that say them backwards."""
    keys = articles(8)
    passages = [CHARACTERS[2 * at : 2 * at + 2] * 3 for at in range(8)]
    pairs = [
        Pair(passages[at][::-1][:length], (keys[at],), at, tuple(other for other in range(8) if other != at))
        for at in range(8)
        for length in (2, 4)
    ]
    return pairs, passages, keys


def recipe(**own: Any) -> Recipe:
    values = {"frozen": 1, "batch": 8, "epochs": 15.0, "rate": 5e-3, "rise": 2, "temperature": 0.1}
    return Recipe(**(values | own))


def losses(said: list[str]) -> list[float]:
    return [float(line.rpartition(" ")[2]) for line in said]


@pytest.fixture(scope="module")
def tuned(folder: Path) -> tuple[dict[str, Any], list[str]]:
    said: list[str] = []
    return dict(tune(folder, *material(), seed=1, recipe=recipe(), say=said.append)), said


@pytest.mark.real  # loads torch
def test_a_small_run_lowers_the_loss(tuned: tuple[dict[str, Any], list[str]]) -> None:
    found = losses(tuned[1])
    assert [line.split()[0] for line in tuned[1]] == ["10/30", "20/30", "30/30"]
    assert found[-1] < found[0] * 0.8


@pytest.mark.real
def test_only_the_upper_layers_change_and_all_of_them_do(tuned: tuple[dict[str, Any], list[str]], folder: Path) -> None:
    from transformers import BertModel

    state = BertModel.from_pretrained(folder, add_pooling_layer=False).state_dict()
    upper = {name for name in state if name.startswith(("encoder.layer.1.", "encoder.layer.2."))}
    assert set(tuned[0]) == upper
    for name, change in tuned[0].items():
        assert change.shape == tuple(state[name].shape)
        assert change.dtype == np.float32
        assert np.isfinite(change).all()
        assert change.any(), name


@pytest.mark.real
def test_what_was_learned_moves_questions_to_their_passages(
    tuned: tuple[dict[str, Any], list[str]], folder: Path
) -> None:
    """The changes are added to the published weights as index.weights does, and judged by the whole model."""
    import torch
    from tokenizers import Tokenizer
    from transformers import BertModel

    pairs, passages, _ = material()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def encoded(model: Any, texts: list[str]) -> Any:
        rows = []
        for text in texts:
            ids = torch.tensor([tokenizer.encode(text).ids])
            with torch.inference_mode():
                rows.append(model(input_ids=ids).last_hidden_state.mean(1)[0])
        return torch.nn.functional.normalize(torch.stack(rows), dim=1)

    def margin(model: Any) -> tuple[float, int]:
        questions = encoded(model, ["query: " + pair.question for pair in pairs])
        cosines = questions @ encoded(model, ["passage: " + text for text in passages]).T
        own = torch.tensor([pair.positive for pair in pairs])
        right = cosines.gather(1, own[:, None])[:, 0]
        return float((right - cosines.mean(1)).mean()), int((cosines.argmax(1) == own).sum())

    model = BertModel.from_pretrained(folder, add_pooling_layer=False).eval()
    before = margin(model)
    state = weights._changed({name: value.numpy() for name, value in model.state_dict().items()}, tuned[0])
    model.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    after = margin(model)
    assert after[0] > before[0] + 0.1
    assert after[1] >= max(before[1], len(pairs) - 2)


@pytest.mark.real
def test_the_same_seed_gives_the_same_changes(folder: Path) -> None:
    runs = [tune(folder, *material(), seed=seed, recipe=recipe(epochs=2.0)) for seed in (1, 1, 2)]
    assert all(np.allclose(value, runs[1][name], atol=1e-6) for name, value in runs[0].items())
    assert any(not np.allclose(value, runs[2][name], atol=1e-6) for name, value in runs[0].items())


@pytest.mark.real
def test_passages_that_also_answer_are_not_pushed_away(folder: Path) -> None:
    import torch

    pairs, passages, keys = material()
    # A further passage of the first article, once as a negative that its own question must not be told from.
    passages, keys = [*passages, passages[0]], [*keys, keys[0]]
    with_twin = [Pair(pairs[0].question, pairs[0].gold, 0, (8,)), *pairs[2:8:2]]
    one = _Trainer(folder, with_twin, passages, keys, recipe(mates=0.0, back=0.0), np.random.default_rng(0))
    with torch.inference_mode():
        loss = one._loss([0])
    assert float(loss) == pytest.approx(0.0, abs=1e-3)


@pytest.mark.real
def test_a_question_has_another_of_its_article_as_mate_or_itself(folder: Path) -> None:
    pairs, passages, keys = material()
    one = _Trainer(folder, pairs[:3], passages, keys, recipe(), np.random.default_rng(0))
    assert [one._mate(row) for row in range(3)] == [1, 0, 2]
