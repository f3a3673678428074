// llama.cpp through node-llama-cpp with several chats at once, as one side of the suite: one line of JSON in, one out (see
// ChatBot.Benchmarks/Suite). A sequence is a chat; the library puts the steps of all of them in one batch.
//
//   UV_THREADPOOL_SIZE=1 node suite.mjs MODEL.gguf THREADS
import {createInterface} from "node:readline";
import {getLlama} from "node-llama-cpp";

const [modelPath, threads] = [process.argv[2], Number(process.argv[3] ?? 2)];
const llama = await getLlama({gpu: false, build: "never", maxThreads: threads, logLevel: "error"});
const model = await llama.loadModel({modelPath, gpuLayers: 0});
const contexts = new Map();
send({description: `llama.cpp ${llama.llamaCppRelease.release}, a context for each number of chats, ${threads} threads, flash attention`});

for await (const line of createInterface({input: process.stdin})) {
    const {prompts, tokens} = JSON.parse(line);
    const sequences = await sequencesFor(prompts.length);
    const start = performance.now();
    const answers = await Promise.all(prompts.map((prompt, i) => answer(sequences[i], prompt, tokens, start)));
    send({
        tokens: answers.reduce((sum, one) => sum + one.count, 0),
        cachedTokens: answers.reduce((sum, one) => sum + one.cached, 0),
        firstTokenMs: Math.max(...answers.map(one => one.first)),
        totalMs: performance.now() - start
    });
}
process.exit(0);

async function sequencesFor(count) {
    if (!contexts.has(count)) {
        const context = await model.createContext({contextSize: count > 1 ? 512 : 4096, sequences: count, threads, flashAttention: true});
        contexts.set(count, Array.from({length: count}, () => context.getSequence()));
    }
    return contexts.get(count);
}

async function answer(sequence, prompt, tokens, start) {
    await sequence.adaptStateToTokens(prompt, false);
    const cached = sequence.nextTokenIndex;
    let first = 0, count = 0;
    for await (const _ of sequence.evaluate(prompt.slice(cached), {temperature: 0, yieldEogToken: true})) {
        if (count++ === 0) first = performance.now() - start;
        if (count === tokens) break;
    }
    return {count, cached, first};
}

function send(message) {
    process.stdout.write(JSON.stringify(message) + "\n");
}
