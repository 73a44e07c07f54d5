// Answers one line of JSON for each line of JSON on standard input, with the reference implementation.
// In:  { "expr": text, "input": any JSON or absent, "bindings": object or absent }
// Out: { "result": JSON } | { "undefined": true } | { "code": text, "position": number, "token": text, "message": text } | { "skip": reason }
import { createInterface } from 'node:readline';
import jsonata from 'jsonata';

const guards = { timeout: 2000, stack: 500, sequence: 100000 };

const names = `sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad match contains
  replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power random boolean not map zip filter
  single reduce sift keys lookup append exists spread merge reverse each error assert type sort shuffle distinct base64encode base64decode
  encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl eval toMillis fromMillis clone now millis`.split(/\s+/);
const builtIns = await Promise.all(names.map((name) => jsonata('$' + name).evaluate()));

// Built-in functions keep in mind where they were called last, also in expressions before: each case is to start afresh.
function forgetCalls() {
  for (const builtIn of builtIns) {
    if (!builtIn) continue;
    delete builtIn.token;
    delete builtIn.position;
  }
}

async function answer(line) {
  forgetCalls();
  const { expr, input, bindings } = JSON.parse(line);
  let result;
  try {
    result = await jsonata(expr, guards).evaluate(input, bindings);
  } catch (fault) {
    return {
      code: fault.code ?? '',
      position: fault.position,
      token: typeof fault.token === 'string' ? fault.token : undefined,
      message: String(fault.message ?? fault),
    };
  }
  if (result === undefined) return { undefined: true };
  if (hasFunction(result, new Set())) return { skip: 'the result holds a function' };
  return { result };
}

// Functions have no JSON form; each engine may show them as it likes.
function hasFunction(value, seen) {
  if (typeof value === 'function') return true;
  if (value === null || typeof value !== 'object' || seen.has(value)) return false;
  if (value._jsonata_lambda || value._jsonata_function) return true;
  seen.add(value);
  return Object.values(value).some((item) => hasFunction(item, seen));
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  let text;
  try {
    text = JSON.stringify(await answer(line));
  } catch (fault) {
    text = JSON.stringify({ skip: String(fault) });
  }
  process.stdout.write(text + '\n');
}
