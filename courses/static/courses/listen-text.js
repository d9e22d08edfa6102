// What is read aloud of a lesson: its paragraphs and sentences, and where in the page each of them stands.

import { body, words } from "./listen-page.js";

// Controls, answers, what is hidden, and what is about the page rather than the lesson.
const SKIP = [
  "script, style, template, noscript, button, select, input, textarea, audio, video, iframe, svg",
  "[hidden], [aria-hidden=true], .option, .ask__hint, .ask__state, .ask__explanation, .ask__foot, .ask__error",
  ".choose, .block__mark, .media__size, .media__versions, .transcript, .embed, .download .quiet",
].join();
const INLINE = /^(inline|contents|ruby)/;

function hidden(element) {
  return element.checkVisibility ? !element.checkVisibility() : element.getClientRects().length === 0;
}

function boxOf(node, root) {
  let box = node.parentElement;
  while (box !== root && INLINE.test(getComputedStyle(box).display)) box = box.parentElement;
  return box;
}

export const languageOf = (element) => element.closest("[lang]")?.lang || "en-GB";

// The paragraphs below one element in order: their text nodes, their words with white space made plain.
function paragraphs(root, block) {
  const found = [];
  let open = null;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
    if (node.matches(SKIP) || hidden(node)) return NodeFilter.FILTER_REJECT;
    return node.matches("img") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
  });
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (!node.alt) continue;
      const box = node.closest("figure") ?? node;
      found.push({ box, block, lang: languageOf(node), nodes: [], text: words.picture.replace("%s", node.alt) });
      open = null;
      continue;
    }
    const box = boxOf(node, root);
    if (open?.box !== box) {
      if (!node.data.trim()) continue;
      open = { box, block, lang: languageOf(box), nodes: [], text: "" };
      found.push(open);
    }
    open.nodes.push({ node, start: open.text.length });
    open.text += node.data.replace(/\s/g, " ");
  }
  return found;
}

function place(paragraph, offset) {
  const at = paragraph.nodes.findLast(({ start }) => start <= offset);
  return [at.node, Math.min(offset - at.start, at.node.length)];
}

export function rangeIn(first, from, last, to) {
  if (!first.nodes.length || !last.nodes.length) return null; // a picture's words stand nowhere
  const range = document.createRange();
  range.setStart(...place(first, from));
  range.setEnd(...place(last, to));
  return range;
}

function pieces(text, lang) {
  if (globalThis.Intl?.Segmenter) {
    return [...new Intl.Segmenter(lang, { granularity: "sentence" }).segment(text)].map((one) => [
      one.index,
      one.segment,
    ]);
  }
  return [...text.matchAll(/[^.!?…]+[.!?…]*["”’)]*\s*/g)].map((one) => [one.index, one[0]]);
}

// Everything that is read, sentence by sentence.
export function readingOf() {
  const all = [];
  for (const line of document.querySelectorAll(".lesson__head h1, .lesson__head .lede")) all.push(...paragraphs(line, ""));
  for (const block of body.querySelectorAll(":scope > [data-block]")) all.push(...paragraphs(block, block.dataset.block));
  const sentences = [];
  for (const paragraph of all) {
    for (const [start, piece] of pieces(paragraph.text, paragraph.lang)) {
      const text = piece.trim().replace(/\s+/g, " ");
      if (!/[\p{L}\p{N}]/u.test(text)) continue;
      const from = start + piece.length - piece.trimStart().length;
      const to = start + piece.trimEnd().length;
      const { box, block, lang } = paragraph;
      sentences.push({ text, lang, box, block, range: rangeIn(paragraph, from, paragraph, to) });
    }
  }
  return { paragraphs: all, sentences };
}
