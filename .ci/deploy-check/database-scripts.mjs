import { join } from 'node:path';
import { deploy, text } from './files.mjs';
import { expectAllowed } from './permissions.mjs';
import { execute, script } from './pretend.mjs';
import { expect } from './report.mjs';

/** What touches the database: Migrate, Snapshot and Restore, with something that answers as the AWS CLI. */
export function checkDatabaseScripts(workflow) {
  migrate(workflow('migrate.yml'));
  snapshot(script(workflow('snapshot.yml').jobs.snapshot, 'Take the snapshot'));
  restore(script(workflow('restore.yml').jobs.restore, 'Restore the snapshot'));
}

const MIGRATE = {
  REF: '', COMMAND: 'migrate', CLUSTER: 'app', TASK_DEFINITION: 'app', CONTAINER: 'migration', SUBNETS: 's1,s2', SECURITY_GROUP: 'g',
  PUBLIC_IP: 'ENABLED', LOG_GROUP: '/ecs/app', LOG_PREFIX: 'app',
};
const NO_ANSWER = { fails: 'ServiceUnavailable' };
const RUNNING = { tasks: [{ lastStatus: 'RUNNING', containers: [{ name: 'migration' }] }] };
const answers = (...described) => ({
  'ecs run-task': [{ tasks: [{ taskArn: 'arn:aws:ecs:eu-west-1:123456789012:task/app/7' }], failures: [] }],
  'ecs describe-tasks': described,
  'logs get-log-events': [
    { fails: 'ResourceNotFoundException' },
    { events: [{ message: 'first line' }], nextForwardToken: 'a' },
    { events: [{ message: 'second line' }], nextForwardToken: 'b' },
    { events: [], nextForwardToken: 'b' },
    { events: [{ message: 'last line' }], nextForwardToken: 'c' },
    { events: [], nextForwardToken: 'c' },
  ],
});
const stopped = exitCode => ({
  tasks: [{ lastStatus: 'STOPPED', stoppedReason: 'CannotPull', containers: [{ name: 'other', exitCode: 0 }, { name: 'migration', exitCode }] }],
});

function migrate(workflow) {
  const job = workflow.jobs.migrate;
  const run = script(job, 'Run the task');
  const goesOn = script(job, 'Say that the task goes on');
  const after = done => execute(goesOn, MIGRATE, {}, { 'temp/task': done.files['temp/task'] ?? '' }).out;
  const ref = 'a"b $(touch owned) `touch owned`; touch owned';
  for (const code of [0, 4, 7]) {
    const done = execute(run, { ...MIGRATE, REF: ref }, answers(NO_ANSWER, RUNNING, NO_ANSWER, stopped(code)));
    expect('migrate.yml', done.status === code, `the task ended with ${code}, the job with ${done.status}: ${done.all}`);
    expect('migrate.yml', ['first', 'second', 'last'].every(line => done.out.split(`${line} line`).length === 2), `the log is not there once: ${done.all}`);
    const overrides = JSON.parse(done.calls[0][done.calls[0].indexOf('--overrides') + 1]);
    expect('migrate.yml', overrides.containerOverrides[0].environment[0].value === ref, `the branch became ${JSON.stringify(overrides)}`);
    expect('migrate.yml', !('owned' in done.files), 'the branch was executed');
    expect('migrate.yml', !('temp/task' in done.files), 'a task that ended is said to go on');
    expectAllowed('migrate.yml', done.calls, 'start-task.json.tftpl');
  }
  const vanished = execute(run, MIGRATE, answers(RUNNING, stopped(undefined)));
  expect('migrate.yml', vanished.status === 1 && vanished.out.includes('CannotPull'), `a task that never started is a success: ${vanished.all}`);
  const none = execute(run, MIGRATE, { 'ecs run-task': [{ tasks: [], failures: [{ reason: 'RESOURCE:CPU' }] }] });
  expect('migrate.yml', none.status === 1 && none.out.includes('RESOURCE:CPU'), `no task is a success: ${none.all}`);
  const lost = execute(run, MIGRATE, answers(RUNNING, NO_ANSWER));
  expect('migrate.yml', lost.status === 1 && /^::error::/m.test(lost.out.split(/^::\w{64}::$/m)[1]), `a task out of sight is a success: ${lost.all}`);
  expect('migrate.yml', after(lost).includes('aws ecs stop-task --cluster app --task 7'), `nobody says that the task goes on: ${after(lost)}`);
  expect('migrate.yml', execute(goesOn, MIGRATE, {}).all === '', 'a task that ended is said to go on');
  onlyWithItsSnapshot(job.if);
  waitsLongerThanTheTask(job);
}

/** The job's condition, which is JavaScript but for its frame. */
function onlyWithItsSnapshot(condition) {
  const starts = new Function('wanted', 'result', `
    const inputs = { snapshot: wanted }, needs = { snapshot: { result } }, cancelled = () => false;
    return ${condition.replace(/^\$\{\{|}}$/g, '')};`);
  const wrong = [[false, 'skipped', true], [true, 'success', true], [true, 'failure', false], [true, 'cancelled', false], [true, 'skipped', false]]
    .filter(([wanted, result, expected]) => starts(wanted, result) !== expected);
  expect('migrate.yml', !wrong.length, `wrong with snapshot wanted, result, migrates: ${JSON.stringify(wrong)}`);
}

/** Whatever the runner waits for before it migrates, the step waits for it; LOCK_WAIT is 15 minutes more than SNAPSHOT_WAIT unless it is set. */
function waitsLongerThanTheTask(job) {
  const settings = text(join(deploy, 'terraform/complete/main.tf'));
  const minutes = (name, otherwise) => Number(settings.match(new RegExp(`${name}\\s+= "(\\d+)m"`))?.[1] ?? otherwise);
  const task = minutes('DB_WAIT', 1) + minutes('LOCK_WAIT', 15 + minutes('SNAPSHOT_WAIT', 60)) + minutes('SNAPSHOT_WAIT', 60);
  const step = job.steps.find(each => each.name === 'Run the task')['timeout-minutes'];
  expect('migrate.yml', task < step && step < job['timeout-minutes'], `the task may wait ${task} minutes, the step ${step}, the job ${job['timeout-minutes']}`);
}

function snapshot(take) {
  const states = (...all) => ({
    'rds create-db-cluster-snapshot': [{}],
    'rds describe-db-cluster-snapshots': all.map(state => (state.fails ? state : { DBClusterSnapshots: [{ Status: state, PercentProgress: 1 }] })),
  });
  const run = (...all) => execute(take, { DB_CLUSTER: 'app' }, states(...all));
  const notListed = { fails: 'DBClusterSnapshotNotFoundFault' };
  const taken = run(notListed, notListed, 'creating', notListed, 'available');
  expect('snapshot.yml', taken.status === 0 && /^snapshot=slipway-app-abcdefabcdef-1-1$/m.test(taken.files.outputs), `not taken: ${taken.all} ${taken.files.outputs}`);
  expectAllowed('snapshot.yml', taken.calls, 'snapshots.json.tftpl');
  expect('snapshot.yml', run('creating', 'failed').status === 1, 'a failed snapshot is a success');
  const lost = run('creating', notListed);
  expect('snapshot.yml', lost.status === 1 && lost.out.includes('::error::'), 'a snapshot that is never listed is a success');
}

function restore(run) {
  const given = {
    SNAPSHOT: 'slipway-app-1', DB_CLUSTER: 'app', SUBNET_GROUP: 'app', PARAMETER_GROUP: 'app', SECURITY_GROUP: 'sg', KEY: 'key', GITHUB_RUN_ATTEMPT: '2',
    MIN_CAPACITY: '0.5', MAX_CAPACITY: '8',
  };
  const cluster = state => ({ DBClusters: [{ DBClusterIdentifier: 'c', Endpoint: 'e', Status: 'available', ...state }] });
  const ready = cluster({ MasterUserSecret: { SecretArn: 'arn:new', SecretStatus: 'active' } });
  const restored = (...clusters) => ({
    'rds restore-db-cluster-from-snapshot': [{}], 'rds create-db-instance': [{}], 'rds modify-db-cluster': [{}],
    'rds describe-db-clusters': clusters, 'rds describe-db-instances': [{ DBInstances: [{ DBInstanceStatus: 'available' }] }],
  });
  const done = execute(run, given, restored(NO_ANSWER, cluster({ Status: 'creating' }), cluster(), cluster(), ready));
  expect('restore.yml', done.status === 0 && done.calls.map(call => call[2]).join() === 'restore-db-cluster-from-snapshot,'
    + 'describe-db-clusters,describe-db-clusters,describe-db-clusters,create-db-instance,describe-db-instances,modify-db-cluster,'
    + 'describe-db-clusters,describe-db-clusters', `not restored: ${done.all}`);
  expect('restore.yml', ['`e`', '`secretsmanager:arn:new`'].every(part => done.files.summary.includes(part)), `nobody can go over to it: ${done.files.summary}`);
  expectAllowed('restore.yml', done.calls, 'restore.json.tftpl');
  const [call] = done.calls;
  const option = name => call[call.indexOf(name) + 1];
  expect('restore.yml', option('--db-cluster-identifier') === 'app-restored-1-2', `the second attempt has the first one's name: ${call}`);
  expect('restore.yml', option('--serverless-v2-scaling-configuration') === 'MinCapacity=0.5,MaxCapacity=8', `another capacity: ${call}`);
  expect('restore.yml', call.includes('--deletion-protection') && option('--enable-cloudwatch-logs-exports') === 'postgresql', `less than the old one: ${call}`);
  expect('restore.yml', execute(run, given, restored(cluster({ Status: 'failed' }))).status === 1, 'a cluster that fails is a success');
  expect('restore.yml', execute(run, given, restored(NO_ANSWER)).status === 1, 'a cluster out of sight is a success');
  expect('restore.yml', execute(run, { ...given, SNAPSHOT: '--x' }, {}).status === 1, 'an option is taken for a snapshot');
}
