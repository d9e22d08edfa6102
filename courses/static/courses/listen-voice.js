// A lesson read by the voice of the device, sentence by sentence.

import { speech, words } from "./listen-page.js";
import { boundsOf, followAgain, mark } from "./listen-place.js";
import { readingOf } from "./listen-text.js";

const tongue = (lang) => lang.toLowerCase().replace("_", "-").split("-")[0];

// The best voice for a language: on this device before elsewhere, of this very country before others.
export function voiceFor(lang) {
  const cost = (voice) =>
    (voice.localService ? 0 : 4) +
    (voice.lang.toLowerCase().replace("_", "-") === lang.toLowerCase() ? 0 : 2) +
    (voice.default ? 0 : 1);
  const able = (speech?.getVoices() ?? []).filter((voice) => tongue(voice.lang) === tongue(lang));
  return able.sort((one, other) => cost(one) - cost(other))[0];
}

function nameOf(lang) {
  try {
    return new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(tongue(lang));
  } catch {
    return lang;
  }
}

export function deviceVoice(player) {
  let { sentences } = readingOf();
  let at = Math.max(0, sentences.findIndex((spot) => boundsOf(spot).bottom > 0));
  let turn = 0; // what an earlier utterance still has to say is not listened to
  let utterance; // kept, since some browsers forget one that nobody holds, with its events
  let speed = 1;

  function say() {
    const mine = ++turn;
    speech.cancel();
    const spot = sentences[at];
    const voice = voiceFor(spot.lang);
    if (!voice) {
      player.tell(words.missing.replace("%s", nameOf(spot.lang)));
      return next();
    }
    mark(spot);
    utterance = new SpeechSynthesisUtterance(spot.text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = speed;
    utterance.onend = () => mine === turn && next();
    utterance.onerror = ({ error }) => {
      if (mine === turn && error !== "canceled" && error !== "interrupted") halt();
    };
    speech.speak(utterance);
  }

  function next() {
    if (at + 1 >= sentences.length) return player.close();
    at += 1;
    say();
  }

  function halt() {
    turn += 1;
    speech.cancel();
    player.sounding(false);
  }

  return {
    mayBegin() {
      const elsewhere = sentences.some((spot) => voiceFor(spot.lang)?.localService === false);
      if (elsewhere) player.tell(words.remote);
      return !elsewhere;
    },
    play: () => (player.sounding(true), say()),
    pause: halt,
    step(by) {
      at = Math.min(Math.max(0, at + by), sentences.length - 1);
      followAgain();
      if (player.playing) say();
      else mark(sentences[at]);
    },
    speed(to) {
      speed = to;
      if (player.playing) say();
    },
    stop: halt,
    // A block was replaced: the same words, else the same block, else what came after it.
    changed() {
      const { text, block } = sentences[at];
      const after = new Set(sentences.slice(at + 1).map((spot) => spot.block + spot.text));
      ({ sentences } = readingOf());
      const same = [
        sentences.findIndex((spot) => spot.block === block && spot.text === text),
        sentences.findIndex((spot) => spot.block === block),
        sentences.findIndex((spot) => after.has(spot.block + spot.text)),
      ];
      at = same.find((one) => one >= 0) ?? 0;
      mark(sentences[at]);
    },
  };
}
