"""Fine-tuning of the embedding model's upper layers on written questions.

Contrastive learning with in-batch negatives and one hard negative for each question (Henderson et al.
2017; Karpukhin et al. 2020), and the same between two questions of one article. The token embeddings and
the lower layers stay as published, so their output is computed once. Dropout is off: the model was
distilled to be used without, and little is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .encoders import PASSAGE, QUERY
from .layers import Changes

__all__ = ["Pair", "Recipe", "average", "tune"]

Key = tuple[str, str]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Pair:
    """A question and the passage that answers it.

    Attributes:
        gold: All articles that answer it, the best first.
        positive: Number of the passage of ``gold[0]`` that is nearest to the question.
        negatives: Numbers of near passages of other articles.
    """

    question: str
    gold: tuple[Key, ...]
    positive: int
    negatives: tuple[int, ...]


@dataclass(frozen=True)
class Recipe:
    """How to tune; the defaults are what was shipped.

    Attributes:
        frozen: So many lower layers stay as they are.
        rate: Peak learning rate of AdamW, with a linear rise over ``rise`` steps and a linear fall to a twentieth.
        temperature: Divides cosines before the softmax.
        back: Weight of the loss from passages to questions.
        mates: Weight of the loss between two questions of one article.
    """

    frozen: int = 6
    batch: int = 64
    epochs: float = 1.0
    rate: float = 5e-5
    rise: int = 20
    decay: float = 0.01
    temperature: float = 0.02
    back: float = 0.3
    mates: float = 0.5
    question_tokens: int = 96
    passage_tokens: int = 144


def tune(
    folder: Path,
    pairs: Sequence[Pair],
    passages: Sequence[str],
    keys: Sequence[Key],
    seed: int,
    recipe: Recipe | None = None,
    say: Say = lambda _: None,
) -> Changes:
    """Tune the model of a sentence-transformers folder.

    Args:
        passages: Texts of all passages, for the encoder.
        keys: Their articles.
        say: Receives a line every tenth step.

    Returns:
        What is to be added to the tensors of the upper layers.

    Raises:
        ValueError: The questions share so few articles that no batch can be made.
    """
    import torch

    torch.manual_seed(seed)
    trainer = _Trainer(folder, pairs, passages, keys, recipe or Recipe(), np.random.default_rng(seed))
    before = {name: value.detach().clone() for name, value in trainer.named()}
    trainer.run(say)
    return {name: (value.detach() - before[name]).numpy() for name, value in trainer.named()}


def average(all_changes: Sequence[Changes], share: float) -> Changes:
    """``share`` of the mean of several runs: an average with the untuned weights (Wortsman et al. 2022)."""
    return {name: share * np.mean([one[name] for one in all_changes], axis=0) for name in all_changes[0]}


class _Trainer:
    def __init__(
        self,
        folder: Path,
        pairs: Sequence[Pair],
        passages: Sequence[str],
        keys: Sequence[Key],
        recipe: Recipe,
        chooser: np.random.Generator,
    ) -> None:
        import torch
        from tokenizers import Tokenizer
        from transformers import AutoModel

        self._torch, self._recipe, self._chooser = torch, recipe, chooser
        self._pairs, self._keys = pairs, keys
        self._model: Any = AutoModel.from_pretrained(str(folder)).eval()
        self._layers: Any = self._model.encoder.layer
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._by_article: dict[Key, list[int]] = {}
        for row, pair in enumerate(pairs):
            self._by_article.setdefault(pair.gold[0], []).append(row)
        self._model.requires_grad_(False)
        self._questions = self._lower([QUERY + pair.question for pair in pairs], recipe.question_tokens)
        used = sorted({number for pair in pairs for number in (pair.positive, *pair.negatives)})
        states = self._lower([PASSAGE + passages[number] for number in used], recipe.passage_tokens)
        self._passages = dict(zip(used, states, strict=True))
        for layer in self._layers[recipe.frozen :]:
            layer.requires_grad_(True)

    def named(self) -> Iterator[tuple[str, Any]]:
        """The tensors that are tuned."""
        for name, value in self._model.named_parameters():
            if value.requires_grad:
                yield name, value

    def run(self, say: Say) -> None:
        torch, recipe = self._torch, self._recipe
        weights = [value for _, value in self.named()]
        optimiser = torch.optim.AdamW(weights, lr=recipe.rate, weight_decay=recipe.decay)
        steps = int(len(self._pairs) // recipe.batch * recipe.epochs)
        done = 0
        while done < steps:
            before = done
            for batch in self._batches():
                factor = min(1.0, (done + 1) / recipe.rise) * max(0.05, 1.0 - done / steps)
                for group in optimiser.param_groups:
                    group["lr"] = recipe.rate * factor
                loss = self._loss(batch)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(weights, 1.0)
                optimiser.step()
                optimiser.zero_grad()
                done += 1
                if done % 10 == 0:
                    say(f"{done}/{steps} loss {float(loss.detach()):.3f}")
                if done == steps:
                    break
            if done == before:
                raise ValueError("too few articles for a batch")

    def _batches(self) -> Iterator[list[int]]:
        """Questions in random order, no two of a batch with an article in common."""
        pool = [int(row) for row in self._chooser.permutation(len(self._pairs))]
        while len(pool) >= self._recipe.batch:
            taken: list[int] = []
            articles: set[Key] = set()
            rest = []
            for row in pool:
                gold = self._pairs[row].gold
                if len(taken) < self._recipe.batch and articles.isdisjoint(gold):
                    taken.append(row)
                    articles.update(gold)
                else:
                    rest.append(row)
            if len(taken) < self._recipe.batch // 2:
                return
            yield taken
            pool = rest

    def _loss(self, batch: Sequence[int]) -> Any:
        torch, recipe = self._torch, self._recipe
        pairs = [self._pairs[row] for row in batch]
        numbers = [pair.positive for pair in pairs]
        numbers += [int(self._chooser.choice(pair.negatives)) for pair in pairs if pair.negatives]
        numbers = list(dict.fromkeys(numbers))
        questions = self._upper([self._questions[row] for row in batch])
        passages = self._upper([self._passages[number] for number in numbers])
        right = torch.tensor([numbers.index(pair.positive) for pair in pairs])
        also_right = torch.tensor(
            [[self._keys[number] in pair.gold and number != pair.positive for number in numbers] for pair in pairs]
        )
        entropy = torch.nn.functional.cross_entropy
        scores = (questions @ passages.T / recipe.temperature).masked_fill(also_right, -1e4)
        own = torch.arange(len(batch))
        loss = entropy(scores, right) + recipe.back * entropy(passages[right] @ questions.T / recipe.temperature, own)
        if recipe.mates:
            mates = self._upper([self._questions[self._mate(row)] for row in batch])
            loss = loss + recipe.mates * entropy(questions @ mates.T / recipe.temperature, own)
        return loss

    def _mate(self, row: int) -> int:
        others = [other for other in self._by_article[self._pairs[row].gold[0]] if other != row]
        return int(self._chooser.choice(others)) if others else row

    def _lower(self, texts: Sequence[str], longest: int) -> list[Any]:
        """For each text bfloat16 ``(tokens, hidden)``: what goes into the first layer that is tuned."""
        torch = self._torch
        self._tokenizer.enable_truncation(longest)
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        states: list[Any] = [None] * len(ids)
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            for start in range(0, len(order), 64):
                rows = order[start : start + 64]
                width = max(len(ids[row]) for row in rows)
                tokens = torch.ones(len(rows), width, dtype=torch.long)  # 1 is the padding token
                mask = torch.zeros(len(rows), width)
                for at, row in enumerate(rows):
                    tokens[at, : len(ids[row])] = torch.tensor(ids[row])
                    mask[at, : len(ids[row])] = 1
                hidden = self._through(self._model.embeddings(input_ids=tokens), mask, 0, self._recipe.frozen)
                for at, row in enumerate(rows):
                    states[row] = hidden[at, : len(ids[row])].to(torch.bfloat16).clone()
        return states

    def _upper(self, states: Sequence[Any]) -> Any:
        """float32 ``(len(states), hidden)``, L2-normalised; texts of similar length go together."""
        torch = self._torch
        order = sorted(range(len(states)), key=lambda row: len(states[row]))
        size = -(-len(order) // 4)
        parts = [self._pooled([states[row] for row in order[at : at + size]]) for at in range(0, len(order), size)]
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[back]

    def _pooled(self, states: Sequence[Any]) -> Any:
        torch = self._torch
        padded = torch.nn.utils.rnn.pad_sequence([state.float() for state in states], batch_first=True)
        mask = torch.zeros(padded.shape[:2])
        for at, state in enumerate(states):
            mask[at, : len(state)] = 1
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self._through(padded, mask, self._recipe.frozen, len(self._layers))
        mean = (hidden.float() * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        return torch.nn.functional.normalize(mean, dim=1)

    def _through(self, hidden: Any, mask: Any, first: int, last: int) -> Any:
        hole = (1.0 - mask)[:, None, None, :] * self._torch.finfo(self._torch.bfloat16).min
        for layer in self._layers[first:last]:
            out = layer(hidden, attention_mask=hole.to(hidden.dtype))
            hidden = out[0] if isinstance(out, tuple) else out
        return hidden
