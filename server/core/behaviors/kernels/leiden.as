// The Leiden algorithm of communities.ts, which says what it is. One call is one search; what it needs beside its arguments lies in a
// scratch of the caller's, and its own numbers are globals, of which each thread has its own.

// @ts-ignore: a decorator of AssemblyScript
@external("env", "exp")
declare function exp(x: f64): f64;

// The level at hand: a graph in compressed rows, whose nodes have strengths.
let n: i32, starts: usize, targets: usize, weights: usize, strengths: usize;
let penalty: f64, state: u32, free: usize;
// Weights of what a node touches, by place, and which places those are.
let touched: usize, places: usize, touchedCount: i32;
let totals: usize, sizes: usize, empty: usize, queue: usize, waiting: usize;
let parts: usize, partTotals: usize, cuts: usize, alone: usize, gains: usize;

// @ts-ignore: a decorator of AssemblyScript
@inline
function int(at: usize, i: i32): i32 { return load<i32>(at + (<usize>i << 2)); }
// @ts-ignore: a decorator of AssemblyScript
@inline
function setInt(at: usize, i: i32, value: i32): void { store<i32>(at + (<usize>i << 2), value); }
// @ts-ignore: a decorator of AssemblyScript
@inline
function num(at: usize, i: i32): f64 { return load<f64>(at + (<usize>i << 3)); }
// @ts-ignore: a decorator of AssemblyScript
@inline
function setNum(at: usize, i: i32, value: f64): void { store<f64>(at + (<usize>i << 3), value); }
// @ts-ignore: a decorator of AssemblyScript
@inline
function flag(at: usize, i: i32): i32 { return load<u8>(at + <usize>i); }
// @ts-ignore: a decorator of AssemblyScript
@inline
function setFlag(at: usize, i: i32, value: i32): void { store<u8>(at + <usize>i, <u8>value); }

function room(count: i32, bytes: usize): usize {
  const at = free;
  free += (<usize>count * bytes + 15) & ~15;
  return at;
}

/** Mulberry32, as in random.ts. */
function random(): f64 {
  state += 0x6d2b79f5;
  let t = state;
  t = (t ^ (t >> 15)) * (t | 1);
  t ^= t + (t ^ (t >> 7)) * (t | 61);
  return <f64>(t ^ (t >> 14)) / 4294967296;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function touch(place: i32, weight: f64): void {
  // An edge without weight is none.
  if (weight == 0) return;
  const sum = num(touched, place);
  if (sum == 0) setInt(places, touchedCount++, place);
  setNum(touched, place, sum + weight);
}

function clearTouched(): void {
  for (let i = 0; i < touchedCount; i++) setNum(touched, int(places, i), 0);
  touchedCount = 0;
}

/**
 * `labels` gets a community for each node; where `fromLabels` is 1 it holds numbers from 0 to begin with, and nodes are only moved.
 * `numbers` holds the penalty (the resolution by the strength of all) in 64 bits, then the seed. The scratch has room for 140 bytes a node
 * and 24 an entry of the graph.
 */
export function leiden(
  nodeCount: i32, startsAt: usize, targetsAt: usize, weightsAt: usize, strengthsAt: usize,
  numbers: usize, labels: usize, fromLabels: i32, scratch: usize,
): void {
  n = nodeCount; starts = startsAt; targets = targetsAt; weights = weightsAt; strengths = strengthsAt;
  penalty = load<f64>(numbers);
  state = load<u32>(numbers + 8);
  takeRoom(scratch);
  const entries = int(starts, n);
  const partition = room(n, 4), found = room(n, 4), merged = room(n, 4), next = room(n, 4), membership = room(n, 4);
  const spare = room(n + 1, 4);
  // Levels above the first are written into one of two places, in turn.
  const near = roomForGraph(entries), far = roomForGraph(entries);
  for (let node = 0; node < n; node++) {
    setInt(membership, node, node);
    setInt(partition, node, fromLabels ? int(labels, node) : node);
  }
  for (let level = 0; ; level++) {
    moveNodes(partition);
    const foundCount = renumber(partition, found, spare);
    if (foundCount == n || fromLabels) break;
    refine(found);
    // A refinement that joined nothing would loop for ever; the communities themselves are then the next level.
    let count = renumber(parts, merged, spare);
    if (count == n) {
      memory.copy(merged, found, <usize>n << 2);
      count = foundCount;
    }
    for (let node = 0; node < n; node++) setInt(next, int(merged, node), int(found, node));
    for (let node = 0; node < nodeCount; node++) setInt(membership, node, int(merged, int(membership, node)));
    memory.copy(partition, next, <usize>count << 2);
    const out = level & 1 ? far : near;
    const outTargets = out + (<usize>(nodeCount + 4) << 2 & ~15);
    const outWeights = outTargets + (<usize>(entries + 4) << 2 & ~15);
    const outStrengths = outWeights + (<usize>(entries + 2) << 3 & ~15);
    aggregate(merged, count, out, outTargets, outWeights, outStrengths);
    n = count; starts = out; targets = outTargets; weights = outWeights; strengths = outStrengths;
  }
  for (let node = 0; node < nodeCount; node++) setInt(labels, node, int(partition, int(membership, node)));
}

/** One node for each of `count` labels, the weights between them added up. Weight inside one stays in its strength. */
export function join(
  nodeCount: i32, startsAt: usize, targetsAt: usize, weightsAt: usize, strengthsAt: usize,
  labels: usize, count: i32, outStarts: usize, outTargets: usize, outWeights: usize, outStrengths: usize, scratch: usize,
): void {
  n = nodeCount; starts = startsAt; targets = targetsAt; weights = weightsAt; strengths = strengthsAt;
  takeRoom(scratch);
  aggregate(labels, count, outStarts, outTargets, outWeights, outStrengths);
}

function takeRoom(scratch: usize): void {
  free = scratch;
  touched = room(n, 8); places = room(n, 4); touchedCount = 0;
  totals = room(n, 8); sizes = room(n, 4); empty = room(n + 1, 4); queue = room(n, 4); waiting = room(n, 1);
  parts = room(n, 4); partTotals = room(n, 8); cuts = room(n, 8); alone = room(n, 1); gains = room(n, 8);
  memory.fill(touched, 0, <usize>n << 3);
}

function roomForGraph(entries: i32): usize {
  const at = room(n + 4, 4);
  room(entries + 4, 4);
  room(entries + 2, 8);
  room(n, 8);
  return at;
}

function shuffle(order: usize): void {
  for (let i = 0; i < n; i++) {
    const j = <i32>Math.floor(random() * (i + 1));
    setInt(order, i, int(order, j));
    setInt(order, j, i);
  }
}

/** Moves nodes to the neighbouring community with the largest gain until none gains; only nodes near a change are looked at again. */
function moveNodes(partition: usize): void {
  memory.fill(totals, 0, <usize>n << 3);
  memory.fill(sizes, 0, <usize>n << 2);
  for (let node = 0; node < n; node++) {
    const own = int(partition, node);
    setNum(totals, own, num(totals, own) + num(strengths, node));
    setInt(sizes, own, int(sizes, own) + 1);
  }
  let empties = 0;
  for (let community = 0; community < n; community++)
    if (int(sizes, community) == 0) setInt(empty, empties++, community);
  shuffle(queue);
  memory.fill(waiting, 1, n);
  let head = 0, length = n;
  while (length > 0) {
    const node = int(queue, head);
    if (++head == n) head = 0;
    length--;
    setFlag(waiting, node, 0);
    const own = int(partition, node);
    const strength = num(strengths, node);
    setNum(totals, own, num(totals, own) - strength);
    setInt(sizes, own, int(sizes, own) - 1);
    if (int(sizes, own) == 0) setInt(empty, empties++, own);
    const end = int(starts, node + 1);
    for (let i = int(starts, node); i < end; i++) {
      const other = int(targets, i);
      if (other != node) touch(int(partition, other), num(weights, i));
    }
    const spare = empties > 0 ? int(empty, empties - 1) : -1;
    let best = int(sizes, own) > 0 ? own : spare;
    let bestGain = num(touched, own) - penalty * strength * num(totals, own);
    for (let i = 0; i < touchedCount; i++) {
      const community = int(places, i);
      const gain = num(touched, community) - penalty * strength * num(totals, community);
      if (gain > bestGain + 1e-12) {
        best = community;
        bestGain = gain;
      }
    }
    // Better alone than in company that costs more than it brings.
    if (bestGain < -1e-12 && spare >= 0) best = spare;
    clearTouched();
    // An empty community that is moved into is always the last of them.
    if (int(sizes, best) == 0) empties--;
    setInt(sizes, best, int(sizes, best) + 1);
    setNum(totals, best, num(totals, best) + strength);
    if (best == own) continue;
    setInt(partition, node, best);
    for (let i = int(starts, node); i < end; i++) {
      const other = int(targets, i);
      if (flag(waiting, other) || int(partition, other) == best) continue;
      setFlag(waiting, other, 1);
      const tail = head + length++;
      setInt(queue, tail >= n ? tail - n : tail, other);
    }
  }
}

/** How freely the refinement tries merges that are not the best; the value of the paper's experiments. */
const RANDOMNESS: f64 = 0.01;

/** Whether a part hangs together with the rest of its community, of that total, well enough. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function holdsOn(part: i32, community: i32): bool {
  const own = num(partTotals, part);
  return num(cuts, part) >= penalty * own * (num(totals, community) - own);
}

/**
 * Splits each community into well-connected parts: nodes start alone and join, with a chance that grows with the gain, a part of
 * their own community. Only nodes and parts that hold on to the rest of the community well enough take part (the paper's gamma-
 * connectedness), which is what keeps every community in one piece.
 */
function refine(partition: usize): void {
  memory.fill(totals, 0, <usize>n << 3);
  memory.fill(alone, 1, n);
  memory.copy(partTotals, strengths, <usize>n << 3);
  for (let node = 0; node < n; node++) {
    const community = int(partition, node);
    setNum(totals, community, num(totals, community) + num(strengths, node));
    setInt(parts, node, node);
    // Weight from each part to the rest of its community.
    let cut: f64 = 0;
    for (let i = int(starts, node); i < int(starts, node + 1); i++) {
      const other = int(targets, i);
      if (other != node && int(partition, other) == community) cut += num(weights, i);
    }
    setNum(cuts, node, cut);
  }
  shuffle(queue);
  for (let at = 0; at < n; at++) {
    const node = int(queue, at);
    const community = int(partition, node);
    if (!flag(alone, node) || !holdsOn(node, community)) continue;
    for (let i = int(starts, node); i < int(starts, node + 1); i++) {
      const other = int(targets, i);
      if (other != node && int(partition, other) == community) touch(int(parts, other), num(weights, i));
    }
    for (let i = 0; i < touchedCount; i++) {
      const part = int(places, i);
      setNum(gains, i, holdsOn(part, community)
        ? num(touched, part) - penalty * num(strengths, node) * num(partTotals, part)
        : -1);
    }
    const chosen = draw();
    if (chosen >= 0) {
      const part = int(places, chosen);
      setInt(parts, node, part);
      setFlag(alone, part, 0);
      setFlag(alone, node, 0);
      setNum(partTotals, part, num(partTotals, part) + num(strengths, node));
      // What tied the two together is inside now, on both sides.
      setNum(cuts, part, num(cuts, part) + (num(cuts, node) - 2 * num(touched, part)));
    }
    clearTouched();
  }
}

/** Which of the gains, with a chance proportional to exp(gain / randomness) among gains above nought; -1 where there is none. */
function draw(): i32 {
  let largest: f64 = 0;
  for (let i = 0; i < touchedCount; i++) largest = max(largest, num(gains, i));
  let sum: f64 = 0;
  for (let i = 0; i < touchedCount; i++) {
    const gain = num(gains, i);
    const chance = gain > 0 ? exp((gain - largest) / RANDOMNESS) : 0;
    setNum(gains, i, chance);
    sum += chance;
  }
  let left = random() * sum;
  let last = -1;
  for (let i = 0; i < touchedCount; i++) {
    const chance = num(gains, i);
    if (chance == 0) continue;
    last = i;
    left -= chance;
    if (left <= 0) break;
  }
  return last;
}

function aggregate(
  labels: usize, count: i32,
  outStarts: usize, outTargets: usize, outWeights: usize, outStrengths: usize,
): void {
  // Nodes by label: where those of each begin in the queue, and how far they are filled in.
  memory.fill(sizes, 0, <usize>n << 2);
  memory.fill(outStrengths, 0, <usize>count << 3);
  for (let node = 0; node < n; node++) setInt(sizes, int(labels, node), int(sizes, int(labels, node)) + 1);
  let sum = 0;
  for (let part = 0; part < count; part++) {
    const size = int(sizes, part);
    setInt(sizes, part, sum);
    sum += size;
  }
  for (let node = 0; node < n; node++) {
    const label = int(labels, node);
    setNum(outStrengths, label, num(outStrengths, label) + num(strengths, node));
    setInt(queue, int(sizes, label), node);
    setInt(sizes, label, int(sizes, label) + 1);
  }
  let end = 0, member = 0;
  setInt(outStarts, 0, 0);
  for (let part = 0; part < count; part++) {
    for (; member < int(sizes, part); member++) {
      const node = int(queue, member);
      for (let i = int(starts, node); i < int(starts, node + 1); i++) {
        const other = int(labels, int(targets, i));
        if (other != part) touch(other, num(weights, i));
      }
    }
    for (let i = 0; i < touchedCount; i++) {
      const place = int(places, i);
      setInt(outTargets, end, place);
      setNum(outWeights, end++, num(touched, place));
    }
    clearTouched();
    setInt(outStarts, part + 1, end);
  }
}

/** The same partition with numbers from 0, in the order in which they come; says how many. */
function renumber(labels: usize, out: usize, numbers: usize): i32 {
  memory.fill(numbers, 255, <usize>n << 2);
  let count = 0;
  for (let i = 0; i < n; i++) {
    const label = int(labels, i);
    if (int(numbers, label) < 0) setInt(numbers, label, count++);
    setInt(out, i, int(numbers, label));
  }
  return count;
}
