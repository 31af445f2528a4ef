"use strict";

// Shows /v1/cluster and /v1/cluster/moves, once a second. Text from the cluster enters the page as text only, never as HTML.
const SVG = "http://www.w3.org/2000/svg";
const COLOURS = ["#3b7dd8", "#e08a2c", "#2a9d5c", "#b0559c", "#7a6ad8", "#c9a227", "#2aa6a6", "#c0564a", "#6b8e23", "#8a6d5a"];
const PERIOD_MILLIS = 1000;
const SAMPLES = 120;
const samples = [];

const byId = (id) => document.getElementById(id);

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function drawing(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function row(...cells) {
  const made = element("tr");
  for (const cell of cells) {
    if (cell instanceof Node) {
      const holder = element("td");
      holder.append(cell);
      made.append(holder);
    } else {
      made.append(element("td", String(cell), typeof cell === "number" ? "number" : ""));
    }
  }
  return made;
}

// A token is 64 bits; its place on the ring needs no more than the upper 52.
const turn = (token) => parseInt(token.slice(0, 13), 16) / 2 ** 52;

function arc(from, to, inner, outer) {
  let sweep = to - from;
  if (sweep <= 0) sweep += 1;
  sweep = Math.min(sweep, 0.99999);
  const point = (radius, at) => {
    const angle = 2 * Math.PI * at;
    return `${(radius * Math.sin(angle)).toFixed(2)} ${(-radius * Math.cos(angle)).toFixed(2)}`;
  };
  const large = sweep > 0.5 ? 1 : 0;
  const end = from + sweep;
  return `M ${point(outer, from)} A ${outer} ${outer} 0 ${large} 1 ${point(outer, end)}`
    + ` L ${point(inner, end)} A ${inner} ${inner} 0 ${large} 0 ${point(inner, from)} Z`;
}

function showRing(cluster, colourOf) {
  const parts = [];
  const ranges = cluster.map ? cluster.map.ranges : [];
  for (const range of ranges) {
    const from = turn(range.startExclusive);
    const to = turn(range.endInclusive);
    const order = [range.leader, ...range.members.filter((node) => node !== range.leader)];
    order.forEach((node, depth) => {
      const outer = depth === 0 ? 120 : 88 - (depth - 1) * 16;
      const path = drawing("path", {
        d: arc(from, to, depth === 0 ? 92 : outer - 13, outer),
        fill: node ? colourOf(node) : "#8888",
        opacity: depth === 0 ? 1 : 0.35,
      });
      const title = drawing("title", {});
      title.textContent = `range ${range.range}: leader ${range.leader || "none"}, members ${range.members.join(", ")}, epoch ${range.epoch}`;
      path.append(title);
      parts.push(path);
    });
  }
  const label = drawing("text", { y: 5 });
  label.textContent = ranges.length ? `${ranges.length} ranges` : "no map yet";
  parts.push(label);
  byId("ring").replaceChildren(...parts);
}

function showNodes(cluster, colourOf) {
  const leads = new Map();
  const holds = new Map();
  for (const range of cluster.map ? cluster.map.ranges : []) {
    leads.set(range.leader, (leads.get(range.leader) || 0) + 1);
    for (const node of range.members) holds.set(node, (holds.get(node) || 0) + 1);
  }
  const newest = new Map();
  for (const node of cluster.nodes) {
    for (const replica of node.replicas || []) {
      newest.set(replica.range, Math.max(newest.get(replica.range) || 0, replica.last.sequence));
    }
  }
  byId("nodes").replaceChildren(...cluster.nodes.map((node) => {
    const dot = element("span", undefined, "dot");
    dot.style.background = colourOf(node.node);
    const replicas = node.replicas || [];
    const applied = replicas.length ? `#${Math.max(...replicas.map((replica) => replica.applied.sequence))}` : "";
    const behind = replicas.filter((replica) => replica.applied.sequence < newest.get(replica.range)).length;
    const offices = [node.isSequencer ? "sequencer" : "", node.isRebalancer ? "rebalancer" : ""].filter(Boolean).join(", ");
    let state = "serves";
    if (!node.present) state = "absent";
    else if (!node.answered) state = `no answer: ${node.failure}`;
    else if (node.readOnlyWhy) state = `read-only: ${node.readOnlyWhy}`;
    const good = state === "serves";
    if (node.standing && node.standing !== "IN") state += `, ${node.standing.toLowerCase()}`;
    const stateText = element("span", state, good ? "" : "bad");
    const made = row(dot, node.node, node.address || "", leads.get(node.node) || 0, holds.get(node.node) || 0,
      applied, behind ? `${behind} ranges` : "", offices, stateText);
    made.lastChild.className = "wide";
    if (!node.present) made.className = "absent";
    return made;
  }));
}

function showRanges(cluster) {
  const ranges = cluster.map ? cluster.map.ranges : [];
  byId("ranges").replaceChildren(...ranges.map((range) => row(range.range, range.startExclusive, range.endInclusive,
    `${(range.fraction * 100).toFixed(2)} %`, range.leader || "none", range.members.join(", "), range.epoch)));
}

const bytes = (count) => {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  while (count >= 1000 && unit < units.length - 1) {
    count /= 1000;
    unit++;
  }
  return `${unit ? count.toFixed(1) : count} ${units[unit]}`;
};

function time(millis) {
  const seconds = Math.ceil(millis / 1000);
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
}

function showMove(move) {
  const made = element("li");
  const way = `${move.source} → ${move.target}${move.leaving === move.source ? "" : ` (${move.leaving} leaves)`}`;
  const rate = move.bytesPerSecond ? `, ${bytes(move.bytesPerSecond)}/s` : "";
  const left = move.leftMillis === undefined ? "" : `, ${time(move.leftMillis)} left`;
  made.append(element("span", `range ${move.range}: ${way}, ${move.phase.replace("-", " ")}, ${bytes(move.copiedBytes)}${rate}${left}`));
  const bar = element("progress");
  bar.max = 1;
  bar.value = move.copied;
  made.append(bar);
  if (move.waitsFor) made.append(element("span", move.waitsFor, "waits"));
  return made;
}

function showMoves(answer) {
  const underWay = answer.moves.filter((move) => move.phase !== "waiting");
  const waiting = answer.moves.length - underWay.length;
  const paused = Boolean(answer.settings && answer.settings.paused);
  byId("moving").hidden = !answer.moves.length && !paused;
  byId("movesText").textContent = `${underWay.length} ${underWay.length === 1 ? "move" : "moves"} under way, ${waiting} to come${paused ? "; paused" : ""}`;
  byId("moves").replaceChildren(...underWay.map(showMove));
}

function showRate(sequence) {
  samples.push({ at: performance.now(), sequence });
  if (samples.length > SAMPLES) samples.shift();
  const rates = [];
  for (let i = 1; i < samples.length; i++) {
    const seconds = (samples[i].at - samples[i - 1].at) / 1000;
    rates.push(Math.max(0, samples[i].sequence - samples[i - 1].sequence) / seconds);
  }
  const top = Math.max(1, ...rates);
  const step = 600 / (SAMPLES - 1);
  const points = rates.map((rate, i) => `${((SAMPLES - rates.length + i) * step).toFixed(1)} ${(78 - 74 * rate / top).toFixed(1)}`);
  const path = points.length
    ? `M ${points.join(" L ")} L 600 80 L ${((SAMPLES - rates.length) * step).toFixed(1)} 80 Z` : "";
  byId("rate").replaceChildren(drawing("path", { d: path }));
  byId("rateText").textContent = rates.length
    ? `${Math.round(rates[rates.length - 1])} numbers a second now, at most ${Math.round(top)} in the last two minutes` : "";
}

function show(cluster) {
  const names = cluster.nodes.map((node) => node.node);
  const colourOf = (node) => COLOURS[Math.max(0, names.indexOf(node)) % COLOURS.length];
  const state = byId("state");
  state.textContent = cluster.ready ? "takes reads and writes" : "not everything works";
  state.className = `state ${cluster.ready ? "good" : "bad"}`;
  byId("reasons").replaceChildren(...cluster.reasons.map((reason) => element("li", reason)));
  byId("sequence").textContent = `#${cluster.highestSequence}`;
  byId("map").textContent = cluster.map
    ? `map ${cluster.map.version}, ${cluster.map.ranges.length} ranges, ${cluster.map.replicationFactor} replicas each, cluster ${cluster.map.cluster}`
    : "";
  showRing(cluster, colourOf);
  showNodes(cluster, colourOf);
  showRanges(cluster);
  showRate(cluster.highestSequence);
}

async function lookAtMoves() {
  try {
    const answer = await fetch("/v1/cluster/moves", { cache: "no-store" });
    if (answer.ok) showMoves(await answer.json());
    else byId("moving").hidden = true;
  } catch {
    byId("moving").hidden = true;
  }
  setTimeout(lookAtMoves, PERIOD_MILLIS);
}

async function look() {
  try {
    const answer = await fetch("/v1/cluster", { cache: "no-store" });
    if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
    show(await answer.json());
  } catch (failure) {
    const state = byId("state");
    state.textContent = `no answer: ${failure.message}`;
    state.className = "state bad";
  }
  setTimeout(look, PERIOD_MILLIS);
}

look();
lookAtMoves();
