// What the modules of listening share: the button of the page, its words, the lesson, and the device's speech.

export const button = document.querySelector("[data-listen]");
export const words = document.getElementById("listen-words").dataset;
export const body = document.querySelector(".lesson__body");
export const speech = globalThis.speechSynthesis;
