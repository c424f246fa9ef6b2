// Runs the scenarios in Node: node node.mjs HOST PORT json|protobuf
import { Client } from "@heroiclabs/nakama-js";
import { WebSocketAdapterPb } from "@heroiclabs/nakama-js-protobuf";
import WebSocket from "ws";
import { run } from "./scenario.mjs";
import { runSocial } from "./social.mjs";

globalThis.WebSocket ??= WebSocket;
const [host, port, format] = process.argv.slice(2);
const adapter = format === "protobuf" ? () => new WebSocketAdapterPb() : undefined;
const steps = await run({ Client, host, port, format, adapter });
steps.push(...(await runSocial({ Client, host, port, format, adapter })));
console.log("passed: " + steps.join(", "));
process.exit(0);
