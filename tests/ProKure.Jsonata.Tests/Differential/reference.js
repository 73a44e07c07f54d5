// Answers one line of JSON for each line of JSON on standard input, with the reference implementation.
// In:  { "expr": text, "input": any JSON or absent, "bindings": object or absent }
// Out: { "result": JSON } | { "undefined": true } | { "code": text, "position": number, "token": text, "message": text } | { "skip": reason }
import { createInterface } from 'node:readline';
import jsonata from 'jsonata';

const guards = { timeout: 2000, stack: 500, sequence: 100000 };

async function answer(line) {
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
