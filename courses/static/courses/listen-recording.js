// A lesson read by the editor's recording; with times, the text follows.

import { body, button, words } from "./listen-page.js";
import { followAgain, mark, unmark } from "./listen-place.js";
import { languageOf, rangeIn, readingOf } from "./listen-text.js";
import { deviceVoice, voiceFor } from "./listen-voice.js";

const NARROW = 15; // seconds back and on, in a recording that does not say where it is

const plain = (text) => [...text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)];

// How many of the cue's words stand in this order from here on, within a few of their places.
function agree(cue, all, from) {
  let at = from;
  let count = 0;
  for (const word of cue) {
    const near = all.slice(at, at + 4).findIndex((one) => one.word === word);
    if (near < 0) continue;
    at += near + 1;
    count += 1;
  }
  return { count, to: at };
}

// Where each cue stands in the text. Both are in order; a cue with other words (“22” for “twenty-two”)
// is found by the rest of them, and one that is not in the text is left out.
function align(cues) {
  const all = readingOf().paragraphs.flatMap((paragraph) =>
    plain(paragraph.text).map((one) => ({ word: one[0], paragraph, from: one.index, to: one.index + one[0].length })),
  );
  let from = 0;
  return cues.map((cue) => {
    const said = plain(cue.getCueAsHTML().textContent).map((one) => one[0]);
    if (!said.length) return null;
    for (let at = from; at < Math.min(from + 200, all.length); at += 1) {
      if (!said.slice(0, 3).includes(all[at].word)) continue;
      const { count, to } = agree(said, all, at);
      if (count / said.length < 0.6) continue;
      from = to;
      const first = all[at];
      const last = all[to - 1];
      const range = rangeIn(first.paragraph, first.from, last.paragraph, last.to);
      return { range, box: first.paragraph.box, block: first.paragraph.block };
    }
    return null;
  });
}

export function recording(player) {
  const sound = new Audio();
  sound.preload = "auto"; // somebody has asked for it
  sound.src = button.dataset.sound;
  let cues = [];
  let spots = [];

  if (button.dataset.times) {
    const track = document.createElement("track");
    Object.assign(track, { kind: "metadata", src: button.dataset.times, default: true });
    track.addEventListener("load", () => {
      cues = [...track.track.cues];
      spots = align(cues);
    });
    track.addEventListener("error", () => player.tell(words.alone));
    sound.append(track);
    track.track.mode = "hidden";
    track.track.addEventListener("cuechange", show);
  } else {
    player.tell(words.alone);
  }

  const here = () => cues.findLastIndex((cue) => cue.startTime <= sound.currentTime + 0.01);

  function show() {
    const spot = spots[here()];
    if (spot) mark(spot);
    else unmark();
  }

  // Not the reader's doing and not the end: what there is to hear cannot be heard.
  function fail() {
    sound.removeAttribute("src");
    if (!voiceFor(languageOf(body))) {
      player.sounding(false);
      return player.tell(words.broken);
    }
    player.tell(words.instead);
    const wanted = player.playing;
    player.sounding(false);
    player.goOnWith(deviceVoice(player), wanted);
  }

  sound.addEventListener("ended", () => player.close());
  sound.addEventListener("error", () => sound.hasAttribute("src") && fail());
  sound.addEventListener("play", () => player.sounding(true));
  sound.addEventListener("pause", () => player.sounding(false));

  return {
    sound,
    mayBegin: () => true,
    play() {
      player.sounding(true);
      sound.play().catch((error) => error.name === "NotAllowedError" && player.sounding(false));
    },
    pause: () => sound.pause(),
    step(by) {
      followAgain();
      const to = cues.length ? cues[Math.min(Math.max(0, here() + by), cues.length - 1)].startTime : null;
      sound.currentTime = to ?? Math.max(0, sound.currentTime + by * NARROW);
      show();
    },
    speed(to) {
      sound.defaultPlaybackRate = sound.playbackRate = to;
    },
    stop() {
      sound.pause();
      sound.removeAttribute("src");
      sound.load();
    },
    changed() {
      spots = align(cues);
      show();
    },
  };
}
