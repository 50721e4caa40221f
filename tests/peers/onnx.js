// ONNX Runtime under Node.js, for machines without its Python module: commanded by worker.py.
//
//     node onnx.js                          -> the version of onnxruntime-node, or exit status 1
//     node onnx.js MODEL BATCH EXAMPLES SHAPE...
//         for each line of standard input: milliseconds of processor time for all examples once
//
// NODE_PATH says where the package onnxruntime-node is.
const SECONDS = 0.3, REPETITIONS = 5;

const cpu = () => { const t = process.cpuUsage(); return (t.user + t.system) / 1e6; };
const median = values => values.sort((a, b) => a - b)[values.length >> 1];

async function measure(step) {
    for (let warm = 0; warm < 3; warm++) await step();
    const times = [];
    for (let spent = 0; times.length < REPETITIONS || spent < SECONDS;) {
        const begun = cpu();
        await step();
        times.push(cpu() - begun);
        spent += times[times.length - 1];
    }
    return 1e3 * median(times);
}

async function main() {
    const runtime = require('onnxruntime-node');
    const [model, batch, examples, ...shape] = process.argv.slice(2);
    if (!model) {
        console.log(require('onnxruntime-node/package.json').version);
        return;
    }
    const session = await runtime.InferenceSession.create(
        model, { intraOpNumThreads: 1, interOpNumThreads: 1, executionProviders: ['cpu'] });
    const size = shape.reduce((a, b) => a * b, 1), parts = [];
    for (let first = 0; first < +examples; first += +batch) {
        const count = Math.min(+batch, +examples - first);
        const values = Float32Array.from({ length: count * size }, () => 2 * Math.random() - 1);
        parts.push(new runtime.Tensor('float32', values, [count, ...shape.map(Number)]));
    }
    const step = async () => { for (const x of parts) await session.run({ x }); };
    for await (const line of require('readline').createInterface({ input: process.stdin }))
        console.log(await measure(step));
}

main().catch(error => { console.error(String(error)); process.exit(1); });
