"""Stock shared out among counties that lack it, where not every depot reaches every county in time.

Each county is to get the same share of what it lacks. Where the depots that reach some counties hold less
than that, these get the same smaller share of what there is, and the others share what is left; so nobody
could get more without somebody who has a smaller share getting less (max-min fairness).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from models.kernel.arrays import Bools, Ints

_Amount = int | Fraction


def fair_allotment(lack: Ints, stock: Ints, leads: Bools) -> Ints:
    """How much of an item each county gets, whole pieces, shape (c,).

    As much as the depots can bring in all: what rounding leaves over goes one each to the counties whose
    share was cut the most, of equal ones to the one that lacks more.

    Parameters
    ----------
    lack
        What each county lacks, shape (c,), none below 0.
    stock
        What each depot has, shape (d,).
    leads
        Whether a depot reaches a county in time, shape (c, d).
    """
    shares = fair_shares(lack, stock, leads)
    exact = [share * int(amount) for share, amount in zip(shares, lack.tolist(), strict=True)]
    given = [int(amount) for amount in exact]
    net = _Net(stock.tolist(), leads)
    left = net.sent(lack.tolist()) - sum(given)
    order = sorted(range(len(given)), key=lambda one: (given[one] - exact[one], -int(lack[one]), one))
    for county in order:
        if left == 0:
            break
        more = [amount + (one == county) for one, amount in enumerate(given)]
        if more[county] <= lack[county] and net.sent(more) == sum(more):
            given, left = more, left - 1
    return np.array(given, dtype=np.int64)


def fair_shares(lack: Ints, stock: Ints, leads: Bools) -> tuple[Fraction, ...]:
    """Share of what each county lacks that it gets before rounding, 0 to 1; 1 where it lacks nothing."""
    need, net = [int(amount) for amount in lack.tolist()], _Net(stock.tolist(), leads)
    shares = [Fraction(1)] * len(need)
    rising = {county for county, amount in enumerate(need) if amount > 0}
    fixed: dict[int, Fraction] = {}
    while rising:
        level = _highest(need, rising, fixed, net)
        asked = [fixed.get(county, Fraction(0)) for county in range(len(need))]
        for county in rising:
            asked[county] = level * need[county]
        net.sent(asked)
        tight = rising if level == 1 else rising - net.may_grow()
        for county in tight:
            shares[county], fixed[county] = level, level * need[county]
        rising = rising - tight
    return tuple(shares)


def _highest(need: Sequence[int], rising: set[int], fixed: dict[int, Fraction], net: _Net) -> Fraction:
    """The highest share that all of ``rising`` can have, with what the others have been given.

    Whoever cannot be served at a share shows the depots that are too few for it; the share which these allow
    is tried next.
    """
    level = Fraction(1)
    while True:
        asked: list[_Amount] = [fixed.get(county, Fraction(0)) for county in range(len(need))]
        for county in rising:
            asked[county] = level * need[county]
        if net.sent(asked) == sum(asked):
            return level
        counties, depots = net.cut()
        there = sum(net.stock[depot] for depot in depots)
        taken = sum((fixed[county] for county in counties if county in fixed), Fraction(0))
        level = (there - taken) / Fraction(sum(need[county] for county in counties if county in rising))


class _Net:
    """Depots and counties: how much gets through between them (Ford and Fulkerson, exact numbers)."""

    def __init__(self, stock: Sequence[int], leads: Bools) -> None:
        self.stock = [int(amount) for amount in stock]
        self._depots = [np.flatnonzero(row).tolist() for row in leads]
        self._counties = [np.flatnonzero(column).tolist() for column in leads.T]
        self._flow: list[dict[int, _Amount]] = []
        self._short: list[_Amount] = []
        self._spare: list[_Amount] = []

    def sent(self, asked: Sequence[_Amount]) -> _Amount:
        """The most that can be brought of what each county asks."""
        self._short, self._spare = list(asked), list(self.stock)
        self._flow = [{} for _ in asked]
        for county in range(len(asked)):
            while self._short[county] > 0 and self._push(county):
                pass
        return sum(asked) - sum(self._short)

    def _push(self, start: int) -> bool:
        """Bring one county more, if need be by sending others' loads from elsewhere."""
        came, order = self._reached([start])
        end = next((depot for depot in order if self._spare[depot] > 0), None)
        if end is None:
            return False
        steps: list[
            tuple[int, int, int | None]
        ] = []  # county, depot that sends it more, depot that sends less
        depot = end
        while True:
            county, before = came[depot]
            steps.append((county, depot, before))
            if before is None:
                break
            depot = before
        amount = min(self._short[start], self._spare[end])
        for county, _, less in steps:
            if less is not None:
                amount = min(amount, self._flow[county][less])
        for county, more, less in steps:
            self._flow[county][more] = self._flow[county].get(more, 0) + amount
            if less is not None:
                self._flow[county][less] -= amount
        self._short[start] -= amount
        self._spare[end] -= amount
        return True

    def _reached(self, starts: Sequence[int]) -> tuple[dict[int, tuple[int, int | None]], list[int]]:
        """Depots from which counties could be brought more, if others' loads may be sent from elsewhere.

        Of each depot the county that it would send more, and the depot which would send that one less; and
        the depots, nearest first.
        """
        came: dict[int, tuple[int, int | None]] = {}
        order: list[int] = []
        queue: list[tuple[int, int | None]] = [(county, None) for county in starts]
        seen = set(starts)
        for county, by in queue:
            for depot in self._depots[county]:
                if depot in came:
                    continue
                came[depot] = (county, by)
                order.append(depot)
                for other in self._counties[depot]:
                    if other not in seen and self._flow[other].get(depot, 0) > 0:
                        seen.add(other)
                        queue.append((other, depot))
        return came, order

    def cut(self) -> tuple[set[int], set[int]]:
        """Counties that ask for more than the depots which reach them have, and these depots."""
        depots = set(self._reached([one for one, short in enumerate(self._short) if short > 0])[0])
        return {one for one, those in enumerate(self._depots) if depots.issuperset(those)}, depots

    def may_grow(self) -> set[int]:
        """Counties that could be brought more than they asked for."""
        return {
            county
            for county in range(len(self._depots))
            if any(self._spare[depot] > 0 for depot in self._reached([county])[1])
        }
