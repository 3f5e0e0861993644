"""An encoder with a linear head a task for sentences and one for whole replies, and how it learns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from nlu.tuned_heads import LOOKED_AT_MOST, NOTHING_TO_LOOK_AT
from nlu.tuning.batches import Batch, batches
from nlu.tuning.items import Example, Logits
from nlu.tuning.recipe import Recipe


class Network:
    """Heads over a backbone; a row's logits are those of its strongest sentences and of its mean.

    A sentence's logit of a label is the mean over what its word pieces say of it, weighted by how closely the label
    looks at each; at first it looks at all alike. ``nlu.tuned_heads`` reckons the same when replies are scored.
    """

    def __init__(self, tf: Any, backbone: Any, tasks: dict[str, int], *, recipe: Recipe) -> None:
        self._tf = tf
        self._backbone = backbone
        self._recipe = recipe
        starts = {
            name: tf.keras.initializers.TruncatedNormal(stddev=0.02, seed=place) for place, name in enumerate(tasks)
        }
        low = tf.constant_initializer(-3.0)  # most labels are absent from most replies
        self._sentence = {
            task: tf.keras.layers.Dense(size, kernel_initializer=starts[task], bias_initializer=low)
            for task, size in tasks.items()
        }
        self._reply = {
            task: tf.keras.layers.Dense(size, kernel_initializer=starts[task]) for task, size in tasks.items()
        }
        self._look = {
            task: tf.keras.layers.Dense(size, use_bias=False, kernel_initializer="zeros")
            for task, size in tasks.items()
        }
        for task in tasks:
            self._look[task].build((None, None, backbone.width))
            self._sentence[task].build((None, None, backbone.width))
            self._reply[task].build((None, 2 * backbone.width))
        self._dropout = tf.keras.layers.Dropout(0.1, seed=recipe.seed)
        self._drop_alike = tf.keras.layers.Dropout(0.1, noise_shape=(None, 1, None), seed=recipe.seed)
        self._steps: dict[tuple[str, bool], Any] = {
            (task, taught): tf.function(self._step_of(task, taught=taught), reduce_retracing=True)
            for task in tasks
            for taught in (False, True)
        }
        self._reads: dict[str, Any] = {
            task: tf.function(lambda *read, task=task: self._logits(task, *read, training=False)) for task in tasks
        }
        self._weight: dict[str, Any] = {}

    def plan(self, steps: int, examples: Sequence[Example]) -> None:
        """Sets the learning rates, and how much more a rare label's positives weigh."""
        # The fused Adam: over MPNet's layers a step takes a tenth less time than with the one of separate operations.
        optimizers, recipe = self._tf.keras.optimizers.legacy, self._recipe
        self._encoder_optimizer = optimizers.Adam(self._rate(recipe.encoder_rate, steps), clipnorm=1.0)
        self._head_optimizer = optimizers.Adam(self._rate(recipe.head_rate, steps))
        self._encoder_variables = [
            variable for layer in recipe.layers for variable in self._backbone.layers[layer].trainable_variables
        ]
        self._head_variables = [
            variable for task in self._sentence for head in self._heads(task) for variable in head.trainable_variables
        ]
        for task in self._sentence:
            rate = np.mean([example.targets for example in examples if example.task == task], axis=0)
            weight = np.clip(np.sqrt((1 - rate) / np.maximum(rate, 1e-3)), 1, 6)
            self._weight[task] = self._tf.constant(weight.astype(np.float32))

    def _rate(self, highest: float, steps: int) -> Any:
        """A learning rate that rises over the first steps and then falls to nothing."""
        tf, warm = self._tf, self._recipe.warm_up * steps

        class UpAndDown(tf.keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc, name-defined]
            def __call__(self, step: Any) -> Any:
                at = tf.cast(step, tf.float32)
                return highest * tf.minimum((at + 1) / (warm + 1), tf.maximum(0.0, (steps - at) / (steps - warm)))

        return UpAndDown()

    def settle(self, task: str, examples: Sequence[Example]) -> None:
        """Teaches a task's heads alone, once through: heads that know nothing would pull the encoder out of shape.

        (Kumar et al. 2022, "Fine-tuning can distort pretrained features".)
        """
        optimizer = self._tf.keras.optimizers.legacy.Adam(self._recipe.head_rate)
        step = self._tf.function(self._settling_step_of(task, optimizer), reduce_retracing=True)
        for batch in batches(examples, size=self._recipe.batch, seed=(self._recipe.seed, 0)):
            step(*batch.read(), batch.sentence_targets, batch.targets)

    def learn(self, batch: Batch) -> tuple[float, np.ndarray]:
        """One step, following a teacher where there is an opinion; returns loss and (rows, labels) logits before it."""
        targets = batch.sentence_targets, batch.sentence_known, batch.targets, batch.known
        step = self._steps[batch.task, batch.opinion is not None]
        loss, logits = step(*batch.read(), *targets, *(batch.opinion or ()))
        return float(loss), logits.numpy()

    def heads(self, task: str) -> dict[str, np.ndarray]:
        """The task's heads as (labels, width) matrices and (labels,) offsets."""
        named = {}
        for name, head in (("sentence", self._sentence[task]), ("reply", self._reply[task])):
            kernel, bias = (variable.numpy() for variable in head.weights)
            named |= {f"{name}.weight": np.ascontiguousarray(kernel.T), f"{name}.bias": bias}
        return {**named, "look.weight": np.ascontiguousarray(self._look[task].kernel.numpy().T)}

    def set_heads(self, task: str, kept: Mapping[str, np.ndarray]) -> None:
        """The way back of :meth:`heads`."""
        for name, head in (("sentence", self._sentence[task]), ("reply", self._reply[task])):
            head.set_weights([kept[f"{name}.weight"].T, kept[f"{name}.bias"]])
        self._look[task].set_weights([kept["look.weight"].T])

    def weights(self, task: str) -> list[np.ndarray]:
        """What a planned run changes and what is kept of it: the encoder's layers and the task's heads."""
        return [variable.numpy() for variable in self._kept(task)]

    def set_weights(self, task: str, weights: Sequence[np.ndarray]) -> None:
        """The way back of :meth:`weights`."""
        for variable, value in zip(self._kept(task), weights, strict=True):
            variable.assign(value)

    def begin_again(self, task: str, weights: Sequence[np.ndarray]) -> None:
        """Sets the weights, and the optimizers to where they knew nothing of any step."""
        self.set_weights(task, weights)
        for optimizer in (self._encoder_optimizer, self._head_optimizer):
            optimizer.set_weights([np.zeros_like(value) for value in optimizer.get_weights()])

    def _kept(self, task: str) -> list[Any]:
        return [*self._encoder_variables, *(variable for head in self._heads(task) for variable in head.variables)]

    def _heads(self, task: str) -> tuple[Any, ...]:
        return self._look[task], self._sentence[task], self._reply[task]

    def predict(self, batch: Batch) -> Logits:
        """The logits of a batch, with nothing dropped out."""
        return Logits(*(logits.numpy() for logits in self._reads[batch.task](*batch.read())))

    def figures(self, unseen: Sequence[Example]) -> dict[str, float]:
        """Mean AUC and mean average precision over the labels that occur in the held-out rows."""
        held = list(batches(unseen, size=32, seed=(0, 0)))
        logits = np.concatenate([self.predict(batch).whole for batch in held])
        targets = np.concatenate([batch.targets for batch in held])
        judged = [label for label in range(targets.shape[1]) if 0 < targets[:, label].sum() < len(targets)]
        auc = np.mean([roc_auc_score(targets[:, label], logits[:, label]) for label in judged])
        precision = np.mean([average_precision_score(targets[:, label], logits[:, label]) for label in judged])
        return {"rows": len(targets), "auc": round(float(auc), 4), "average_precision": round(float(precision), 4)}

    def _logits(
        self, task: str, ids: Any, filled: Any, pooling: Any, whole: Any, present: Any, *, training: bool
    ) -> tuple[Any, Any]:
        tf = self._tf
        vectors = tf.cast(self._backbone(tf, ids, filled, training=training), tf.float32)
        closely = tf.exp(tf.clip_by_value(self._look[task](vectors), -LOOKED_AT_MOST, LOOKED_AT_MOST))
        head = self._sentence[task]
        said = tf.tensordot(self._drop_alike(vectors, training=training), head.kernel, 1)
        looked_at = tf.matmul(pooling, closely)
        sentences = tf.matmul(pooling, closely * said) / tf.maximum(looked_at, NOTHING_TO_LOOK_AT) + head.bias
        both = tf.reshape(tf.matmul(whole, vectors), (-1, 2 * self._backbone.width))
        absent = (1 - present)[:, :, tf.newaxis] * -1e4
        strongest = tf.reduce_max(sentences + absent, axis=1) + tf.reduce_logsumexp(sentences + absent, axis=1)
        return strongest / 2 + self._reply[task](self._dropout(both, training=training)), sentences

    def _loss_of(self, reply_losses: Any, sentence_losses: Any, present: Any) -> Any:
        tf = self._tf
        whole = tf.reduce_mean(tf.reduce_sum(reply_losses, axis=-1))
        each = tf.reduce_sum(sentence_losses, axis=-1) * present
        return whole + self._recipe.sentence_weight * tf.reduce_sum(each) / tf.reduce_sum(present)

    def _settling_step_of(self, task: str, optimizer: Any) -> Any:
        tf, missed = self._tf, self._tf.nn.weighted_cross_entropy_with_logits
        variables = [variable for head in self._heads(task) for variable in head.trainable_variables]

        def step(*arrays: Any) -> None:
            read, (carried, targets) = arrays[:5], arrays[5:]
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(variables)
                logits, sentences = self._logits(task, *read, training=True)
                weight = self._weight[task]
                lost = missed(targets, logits, weight), missed(carried, sentences, weight)
                loss = self._loss_of(*lost, read[-1])
            optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

        return step

    def _step_of(self, task: str, *, taught: bool) -> Any:
        tf, recipe = self._tf, self._recipe
        missed = tf.nn.weighted_cross_entropy_with_logits

        def step(*arrays: Any) -> Any:
            read, (carried, carried_known, targets, known), teacher = arrays[:5], arrays[5:9], arrays[9:]
            present = read[-1]
            with tf.GradientTape() as tape:
                logits, sentences = self._logits(task, *read, training=True)
                weight = self._weight[task]
                loss = self._loss_of(
                    missed(targets, logits, weight) * known,
                    missed(carried, sentences, weight) * carried_known,
                    present,
                )
                if taught:
                    followed = self._loss_of(
                        missed(tf.sigmoid(teacher[0]), logits, 1.0),
                        missed(tf.sigmoid(teacher[1]), sentences, 1.0),
                        present,
                    )
                    loss = (1 - recipe.taught) * loss + recipe.taught * followed
            variables = self._encoder_variables + self._head_variables
            gradients = tape.gradient(loss, variables)
            cut = len(self._encoder_variables)
            self._encoder_optimizer.apply_gradients(zip(gradients[:cut], variables[:cut]))
            heads = [
                (gradient, head) for gradient, head in zip(gradients[cut:], variables[cut:]) if gradient is not None
            ]
            self._head_optimizer.apply_gradients(heads)
            return loss, logits

        return step
