// “Can I stand?”: puts answers under each rule and says what they come to. Nothing is sent, nothing is
// stored, and the answers are gone with the page: they say too much about a person.

const check = document.getElementById("standing");
const words = check.dataset;
let number = 0;

function choices(rule) {
  const box = document.createElement("fieldset");
  box.className = "standing__answers";
  const legend = document.createElement("legend");
  legend.className = "visually-hidden";
  legend.textContent = rule.querySelector("p").textContent;
  box.append(legend);
  const name = `r${(number += 1)}`;
  for (const answer of ["yes", "no", "unsure"]) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "radio";
    input.name = name;
    input.value = answer;
    input.autocomplete = "off";
    label.append(input, document.createTextNode(words[answer]));
    box.append(label);
  }
  rule.querySelector("p").after(box);
}

const answer = (rule) => rule.querySelector("input:checked")?.value ?? "";

function outcome(rules, fine) {
  const links = rules.filter((rule) => rule.dataset.wants === "any").map(answer);
  const others = rules.filter((rule) => rule.dataset.wants !== "any");
  const wrong = others.some((rule) => ["yes", "no"].includes(answer(rule)) && answer(rule) !== rule.dataset.wants);
  if (wrong || (links.length && links.every((said) => said === "no"))) return words.stop;
  const linked = links.includes("yes");
  const open = others.some((rule) => !answer(rule)) || (!linked && links.some((said) => !said));
  if (open) return words.open;
  const unsure = others.some((rule) => answer(rule) === "unsure") || !linked;
  return unsure ? words.ask : words[fine];
}

for (const nation of check.querySelectorAll("[data-nation]")) {
  const rules = [...nation.querySelectorAll("[data-wants]")];
  const result = nation.querySelector(".standing__result");
  if (!result) continue;
  rules.forEach(choices);
  result.textContent = words.open;
  nation.addEventListener("change", () => {
    result.textContent = outcome(rules, nation.dataset.fine ?? "fine");
  });
}
