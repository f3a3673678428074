// llama.cpp through node-llama-cpp, as one side of the comparison: one line of JSON in, one out (see ChatBot.Benchmarks/Comparison).
//
//   UV_THREADPOOL_SIZE=1 node llama.mjs MODEL.gguf THREADS
//
// UV_THREADPOOL_SIZE=1 matters: with Node's usual four pool threads each decode step starts on another thread and another core, which
// halves the rate.
import {createInterface} from "node:readline";
import {readFileSync} from "node:fs";
import {getLlama} from "node-llama-cpp";

const [modelPath, threads] = [process.argv[2], Number(process.argv[3] ?? 2)];
const llama = await getLlama({gpu: false, build: "never", maxThreads: threads, logLevel: "error"});
const model = await llama.loadModel({modelPath, gpuLayers: 0});
const context = await model.createContext({contextSize: 1024, threads, flashAttention: true});
const sequence = context.getSequence();

const backend = /libggml-cpu-(\w+)\.so/.exec(readFileSync("/proc/self/maps", "utf8"))?.[1] ?? "unknown";
const features = llama.systemInfo.replace(/^.*?CPU : /s, "").replace(/ = 1/g, "").replace(/[\s|]+/g, " ").trim();
const {version} = JSON.parse(readFileSync(new URL("node_modules/node-llama-cpp/package.json", import.meta.url)));
send({description: `node-llama-cpp ${version} (llama.cpp ${llama.llamaCppRelease.release}, ${llama.buildType}, CPU backend ${backend}: ${features}), `
    + `Node ${process.version}, ${threads} threads, flash attention, float16 KV cache`});

for await (const line of createInterface({input: process.stdin})) {
    const {prompt, tokens} = JSON.parse(line);
    const start = performance.now();
    await sequence.adaptStateToTokens(prompt, false);
    const cachedTokens = sequence.nextTokenIndex;
    let first, count = 0;
    for await (const _ of sequence.evaluate(prompt.slice(cachedTokens), {temperature: 0, yieldEogToken: true})) {
        if (count++ === 0) first = performance.now();
        if (count === tokens) break;
    }
    const end = performance.now();
    send({promptTokens: prompt.length, cachedTokens, tokens: count, firstTokenMs: first - start, decodeMs: end - first});
}
process.exit(0);

function send(message) {
    process.stdout.write(JSON.stringify(message) + "\n");
}
