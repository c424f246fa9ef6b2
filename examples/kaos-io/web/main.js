import { Connection } from "./net.js";
import { View } from "./view.js";
import { World } from "./world.js";

const world = new World();
const view = new View();
const direction = { x: 0, y: 0 };
let isPlaying = false;

const connection = new Connection({
  connected: () => view.latency(0),
  lost: () => {
    view.latency(null);
    view.notice("Connection lost, coming back…");
  },
  welcome: (data) => {
    world.welcome(data);
    view.lists(data.lists, world.you);
  },
  state: (data) => world.state(data, performance.now()),
  came: (card) => world.cards.set(card.id, card),
  went: ({ id }) => world.cards.delete(id),
  best: (lists) => view.lists(lists, world.you),
  eaten: ({ id, by }) => {
    const name = (cell) => world.cards.get(cell)?.name ?? "somebody";
    if (id === world.you) view.notice(`Eaten by ${name(by)}`);
    else if (by === world.you) view.notice(`You ate ${name(id)}`);
  },
});

const welcome = document.getElementById("welcome");
const nameField = document.getElementById("name");
nameField.value = localStorage.getItem("name") ?? "";
welcome.addEventListener("submit", async (event) => {
  event.preventDefault();
  const play = document.getElementById("play");
  const problem = document.getElementById("problem");
  const name = nameField.value.trim() || "Anonymous";
  localStorage.setItem("name", name);
  play.disabled = true;
  problem.textContent = "";
  try {
    await connection.play(name);
    welcome.hidden = true;
    document.getElementById("hud").hidden = false;
    isPlaying = true;
  } catch (failure) {
    const reason = failure instanceof Response ? `the server answered ${failure.status}` : failure.message ?? "the server is away";
    problem.textContent = `Cannot play: ${reason}`;
  } finally {
    play.disabled = false;
  }
});

const buttons = document.getElementById("buttons");

// Steering: towards the pointer, at full speed from a quarter of the screen on.
function aim(x, y) {
  const dx = x - window.innerWidth / 2;
  const dy = y - window.innerHeight / 2;
  const full = Math.min(window.innerWidth, window.innerHeight) / 4;
  const length = Math.hypot(dx, dy);
  const strength = length < 8 ? 0 : Math.min(1, length / full);
  direction.x = length > 0 ? (dx / length) * strength : 0;
  direction.y = length > 0 ? (dy / length) * strength : 0;
}
window.addEventListener("pointermove", (event) => {
  // The finger on a button does not steer.
  if (!buttons.contains(event.target)) aim(event.clientX, event.clientY);
});
view.canvas.addEventListener("pointerdown", (event) => aim(event.clientX, event.clientY));
document.getElementById("split").addEventListener("click", () => connection.split());
document.getElementById("eject").addEventListener("click", () => connection.eject());
window.addEventListener("keydown", (event) => {
  if (!isPlaying || event.repeat) return;
  if (event.code === "Space") {
    event.preventDefault(); // or it would press the button that was clicked last, too
    connection.split();
  }
  if (event.code === "KeyW") connection.eject();
});

setInterval(() => {
  if (isPlaying) connection.steer(world.input(direction));
}, 50);
setInterval(() => {
  if (isPlaying) connection.latencyMs().then((ms) => view.latency(ms), () => view.latency(null));
}, 2000);

let lastMs = performance.now();
function frame(nowMs) {
  world.predict(Math.min(0.1, (nowMs - lastMs) / 1000));
  lastMs = nowMs;
  const cells = world.cells(nowMs);
  view.draw(world, cells, nowMs);
  const own = cells.find((cell) => cell.id === world.you);
  if (own) view.mass(own.mass);
  requestAnimationFrame(frame);
}
requestAnimationFrame(frame);
