// What was checked, and what is wrong with it.
const problems = [];

export function problem(where, text) {
  problems.push(`${where}: ${text}`);
}

export function expect(where, holds, otherwise) {
  holds || problem(where, otherwise);
}

/** Does a check and tells how it went. */
export async function check(what, action) {
  const before = problems.length;
  try {
    await action();
  } catch (failure) {
    problem(what, failure.message ?? String(failure));
  }
  const found = problems.slice(before);
  console.log(`${found.length ? 'WRONG' : 'ok   '} ${what}`);
  found.forEach(line => console.log(`        ${line}`));
}

export function finish() {
  console.log(problems.length ? `${problems.length} problems` : 'no problems');
  process.exitCode = problems.length ? 1 : 0;
}
