import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Stands in for a command and writes down how it was called. Answers are given one after the other, the last one again and again:
 * a text as it is, anything else as JSON, { fails } as an error. They are found by the first two words behind `aws`, or by the
 * command and its first word; commands but `aws` may also stay without an answer.
 */
const COMMAND = `#!/usr/bin/env node
const fs = require('node:fs');
const [, path, ...args] = process.argv;
const command = path.split('/').pop();
fs.appendFileSync('calls', JSON.stringify([command, ...args]) + '\\n');
const answers = JSON.parse(fs.readFileSync('answers'));
const list = answers[(command === 'aws' ? args.slice(0, 2) : [command, args[0]]).join(' ')];
if (!list && command !== 'aws') { process.exit(0); }
if (!list) { console.error('no such call'); process.exit(9); }
const answer = list.length > 1 ? list.shift() : list[0];
fs.writeFileSync('answers', JSON.stringify(answers));
if (answer.fails) { console.error(answer.fails); process.exit(254); }
console.log(typeof answer === 'string' ? answer : JSON.stringify(answer));
`;

/** The script of a step. */
export function script(job, step) {
  return job.steps.find(each => each.name === step).run;
}

/**
 * Runs a script as GitHub does.
 *
 * @param environment variables beside GitHub's own
 * @param answers of the commands
 * @param given files that are there before, by name
 * @param commands that are stood in for
 * @return status, output, calls, and what is in each file afterwards
 */
export function execute(run, environment, answers, given = {}, commands = ['aws']) {
  const directory = mkdtempSync(join(tmpdir(), 'workflow-'));
  const write = (file, content) => writeFileSync(join(directory, file), content);
  mkdirSync(join(directory, 'temp'));
  for (const command of commands) {
    write(command, COMMAND);
    chmodSync(join(directory, command), 0o755);
  }
  const start = { script: run, answers: JSON.stringify(answers), calls: '', outputs: '', summary: '', environment: '', ...given };
  Object.entries(start).forEach(([file, content]) => write(file, content));
  // What GitHub calls bash with.
  const done = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', 'script'], {
    cwd: directory, encoding: 'utf8', timeout: 60_000,
    env: {
      PATH: `${directory}:${process.env.PATH}`, RUNNER_TEMP: join(directory, 'temp'), SECONDS_BETWEEN: '0', GITHUB_RUN_ID: '1', GITHUB_RUN_ATTEMPT: '1',
      GITHUB_SHA: 'abcdefabcdef0123', GITHUB_OUTPUT: join(directory, 'outputs'), GITHUB_STEP_SUMMARY: join(directory, 'summary'),
      GITHUB_ENV: join(directory, 'environment'), GITHUB_ACTOR: 'somebody', GITHUB_WORKSPACE: directory, SCHEMA: join(directory, 'schema.md'),
      ...environment,
    },
  });
  const files = Object.fromEntries(['.', 'temp'].flatMap(folder => readdirSync(join(directory, folder), { withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => [join(folder, entry.name), readFileSync(join(directory, folder, entry.name), 'utf8')])));
  rmSync(directory, { recursive: true });
  return {
    status: done.status, out: done.stdout, all: done.stdout + done.stderr, files,
    calls: files.calls.split('\n').filter(Boolean).map(line => JSON.parse(line)),
  };
}
