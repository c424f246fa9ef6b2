// Serves the game's page: node serve.mjs PORT SERVER_PORT SERVER_KEY
import http from "node:http";
import { readFile } from "node:fs/promises";

const [port, serverPort, serverKey] = process.argv.slice(2);
const sdk = new URL("./node_modules/@heroiclabs/nakama-js/dist/nakama-js.esm.mjs", import.meta.url);
const types = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript" };

const server = http.createServer(async (request, response) => {
  const path = new URL(request.url, "http://localhost").pathname;
  const name = path === "/" ? "index.html" : path.slice(1);
  try {
    if (name === "config.js") {
      const config = { port: serverPort, key: serverKey };
      response.setHeader("Content-Type", types.js).end(`export default ${JSON.stringify(config)};\n`);
    } else if (name === "nakama-js.js") {
      response.setHeader("Content-Type", types.js).end(await readFile(sdk));
    } else if (/^[a-z]+\.(html|css|js)$/.test(name)) {
      const page = await readFile(new URL("./web/" + name, import.meta.url));
      response.setHeader("Content-Type", types[name.split(".")[1]]).end(page);
    } else {
      response.writeHead(404).end("not found\n");
    }
  } catch {
    response.writeHead(404).end("not found\n");
  }
});
server.on("error", (e) => {
  console.error(`kaos-io: port ${port}: ${e.message}; choose another with --page-port`);
  process.exit(1);
});
server.listen(Number(port), "127.0.0.1", () => console.log(`kaos-io: play at http://127.0.0.1:${server.address().port}/`));
