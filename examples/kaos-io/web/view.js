import { colors, radius } from "./rules.js";

// Draws the arena, the map and the lists.
export class View {
  constructor() {
    this.canvas = document.getElementById("arena");
    this.context = this.canvas.getContext("2d");
    this.map = document.getElementById("map").getContext("2d");
    this.zoom = 1;
    this.center = { x: 1000, y: 1000 };
    const resize = () => {
      const ratio = window.devicePixelRatio || 1;
      this.width = window.innerWidth;
      this.height = window.innerHeight;
      this.canvas.width = this.width * ratio;
      this.canvas.height = this.height * ratio;
      this.ratio = ratio;
    };
    window.addEventListener("resize", resize);
    resize();
  }

  draw(world, cells, nowMs) {
    const own = cells.find((cell) => cell.id === world.you);
    if (own) {
      this.center.x += (own.x - this.center.x) * 0.2;
      this.center.y += (own.y - this.center.y) * 0.2;
      const wanted = Math.min(1.6, Math.max(0.5, 36 / own.radius)) * Math.min(1, Math.max(this.width, this.height) / 1000);
      this.zoom += (wanted - this.zoom) * 0.05;
    }
    const c = this.context;
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    c.fillStyle = "#070b13";
    c.fillRect(0, 0, this.width, this.height);
    c.translate(this.width / 2, this.height / 2);
    c.scale(this.zoom, this.zoom);
    c.translate(-this.center.x, -this.center.y);
    this.grid(c, world.size);
    for (const food of world.food.values()) this.food(c, food, nowMs);
    for (const cell of cells) this.cell(c, cell, cell.id === world.you);
    this.drawMap(world, cells);
  }

  grid(c, size) {
    c.fillStyle = "#0e1624";
    c.fillRect(0, 0, size, size);
    c.strokeStyle = "#182338";
    c.lineWidth = 1;
    c.beginPath();
    for (let at = 0; at <= size; at += 50) {
      c.moveTo(at, 0);
      c.lineTo(at, size);
      c.moveTo(0, at);
      c.lineTo(size, at);
    }
    c.stroke();
    c.strokeStyle = "#33507a";
    c.lineWidth = 4;
    c.strokeRect(0, 0, size, size);
  }

  food(c, food, nowMs) {
    // A frame can be older than the state that came while it was prepared.
    const grown = Math.max(0, Math.min(1, (nowMs - food.sinceMs) / 200));
    c.fillStyle = colors[food.color];
    c.beginPath();
    c.arc(food.x, food.y, Math.max(5, radius(food.mass)) * grown, 0, 2 * Math.PI);
    c.fill();
  }

  cell(c, cell, isOwn) {
    const color = colors[cell.card?.color ?? 0];
    c.beginPath();
    c.arc(cell.x, cell.y, cell.radius, 0, 2 * Math.PI);
    c.fillStyle = color;
    c.globalAlpha = 0.85;
    c.fill();
    c.globalAlpha = 1;
    c.lineWidth = Math.max(2, cell.radius * 0.08);
    c.strokeStyle = isOwn ? "#ffffff" : color;
    c.stroke();
    const size = Math.max(11, cell.radius * 0.5);
    c.font = `600 ${size}px system-ui, sans-serif`;
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.lineWidth = size / 6;
    c.strokeStyle = "#0b111c";
    c.strokeText(cell.card?.name ?? "", cell.x, cell.y);
    c.fillStyle = "#ffffff";
    c.fillText(cell.card?.name ?? "", cell.x, cell.y);
  }

  drawMap(world, cells) {
    const c = this.map;
    const scale = c.canvas.width / world.size;
    c.clearRect(0, 0, c.canvas.width, c.canvas.height);
    for (const cell of cells) {
      c.fillStyle = cell.id === world.you ? "#ffffff" : colors[cell.card?.color ?? 0];
      c.beginPath();
      c.arc(cell.x * scale, cell.y * scale, Math.max(2, cell.radius * scale), 0, 2 * Math.PI);
      c.fill();
    }
  }

  lists(lists, you) {
    fill("live", lists.live, (entry) => entry[2] === you);
    fill("best", lists.best, () => false);
  }

  mass(mass) {
    document.getElementById("mass").textContent = `Mass ${Math.floor(mass)}`;
  }

  latency(ms) {
    document.getElementById("latency").textContent = ms === null ? "no connection" : `${ms.toFixed(0)} ms`;
  }

  notice(text) {
    const notice = document.getElementById("notice");
    notice.textContent = text;
    notice.classList.add("shown");
    clearTimeout(this.hiding);
    this.hiding = setTimeout(() => notice.classList.remove("shown"), 2500);
  }
}

function fill(id, entries, isYou) {
  // A list that is empty comes as an object: Lua has one table for both.
  const rows = (Array.isArray(entries) ? entries : []).map((entry) => {
    const row = document.createElement("li");
    const score = document.createElement("span");
    score.textContent = entry[1];
    row.append(entry[0], score);
    row.classList.toggle("you", isYou(entry));
    return row;
  });
  document.getElementById(id).replaceChildren(...rows);
}
