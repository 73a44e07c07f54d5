// Measures the reference on node: its own process, its own loop, timed inside, warm. Arguments: folder of node_modules, then a file of workloads.
const path = require('path');
const jsonata = require(path.join(process.argv[2], 'node_modules', 'jsonata'));
const workloads = JSON.parse(require('fs').readFileSync(process.argv[3], 'utf8'));

async function run(workload, seconds, once) {
    const expression = jsonata(workload.expression);
    const evaluate = once(expression, workload.input);
    const until = process.hrtime.bigint() + BigInt(Math.round(seconds * 1e9));
    const times = [];
    while (process.hrtime.bigint() < until || times.length < 5) {
        const began = process.hrtime.bigint();
        for (let i = 0; i < workload.batch; i++)
            await evaluate();
        times.push(Number(process.hrtime.bigint() - began) / workload.batch);
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length / 10)];
}

const textToText = (expression, input) => async () => JSON.stringify(await expression.evaluate(JSON.parse(input)));

function alone(expression, input) {
    const parsed = JSON.parse(input);
    return () => expression.evaluate(parsed);
}

function compile(workload, seconds) {
    const until = process.hrtime.bigint() + BigInt(Math.round(seconds * 1e9));
    const times = [];
    while (process.hrtime.bigint() < until || times.length < 5) {
        const began = process.hrtime.bigint();
        for (let i = 0; i < 4; i++)
            jsonata(workload.expression);
        times.push(Number(process.hrtime.bigint() - began) / 4);
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length / 10)];
}

(async () => {
    for (const workload of workloads)
        await run(workload, 1, textToText);
    const results = [];
    for (const workload of workloads)
        results.push({
            name: workload.name,
            evaluate: await run(workload, 2, textToText),
            alone: await run(workload, 1.5, alone),
            compile: compile(workload, 1),
        });
    console.log(JSON.stringify(results));
})();
