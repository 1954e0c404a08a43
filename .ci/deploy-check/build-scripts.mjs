import { execute, script } from './pretend.mjs';
import { expect } from './report.mjs';

/** What makes and unmakes: the image, the documentation, the infrastructure. */
export function checkBuildScripts(workflow) {
  image(workflow('image.yml'));
  documentation(workflow('document-schema.yml').jobs.document);
  destroy(script(workflow('destroy.yml').jobs.destroy, 'Destroy'));
}

function image({ jobs }) {
  const look = sources => execute(script(jobs.build, 'Look for the sources'), { SOURCES: sources }, {});
  expect('image.yml', look('').status === 1 && look('').out.includes('RUNNER_SOURCES'), 'sources that nobody named are looked for');
  expect('image.yml', look('acme/slipway').status === 0, 'sources are not found');
  const given = { REPOSITORY: 'Acme/Schema', TAG: '1.0.0', TOKEN: 'x' };
  const answers = {
    'git rev-parse': ['abc'], 'git log': ['2026-01-02T03:04:05Z'],
    'docker buildx': [{}, { digest: 'sha256:d' }],
  };
  const built = execute(script(jobs.build, 'Build'), { ...given, ARCHITECTURE: 'arm64' }, answers, {}, ['git', 'mvn', 'docker']);
  const build = built.calls.find(([command, what]) => command === 'docker' && what === 'build') ?? [];
  for (const argument of ['VERSION=1.0.0', 'REVISION=abc', 'CREATED=2026-01-02T03:04:05Z', 'ghcr.io/acme/schema/fargate-runner:1.0.0-arm64']) {
    expect('image.yml', build.includes(argument), `no ${argument} in ${build} ${built.all}`);
  }
  expect('image.yml', built.files.environment === 'IMAGE=ghcr.io/acme/schema/fargate-runner:1.0.0-arm64\n', `pushes ${built.files.environment}`);
  const put = execute(script(jobs.image, 'Put both under one tag'), given, answers, {}, ['docker']);
  const name = 'ghcr.io/acme/schema/fargate-runner:1.0.0';
  const architectures = jobs.build.strategy.matrix.include.map(({ architecture }) => `${name}-${architecture}`);
  expect('image.yml', put.calls.some(call => call.join(' ') === `docker buildx imagetools create --tag ${name} ${architectures.join(' ')}`),
    `not put together: ${put.all} ${JSON.stringify(put.calls)}`);
  expect('image.yml', put.files.summary === 'ghcr.io/acme/schema/fargate-runner@sha256:d\n', `no digest: ${put.files.summary}`);
}

function documentation(job) {
  const logIn = image => execute(script(job, 'Log in to the image registry'), { IMAGE: image, TOKEN: 'x' }, {}, {}, ['docker']);
  expect('document-schema.yml', logIn('').status === 1 && logIn('').out.includes('RUNNER_IMAGE'), 'an image that nobody named is run');
  expect('document-schema.yml', logIn('ghcr.io/acme/runner:1').calls[0]?.[2] === 'ghcr.io', 'no log-in to GitHub');
  expect('document-schema.yml', !logIn('docker.io/acme/runner:1').calls.length, "GitHub's token is for somebody else");
  const insert = script(job, 'Put the text between the markers');
  const readme = between => `# A\n<!-- schema -->\n${between}<!-- /schema -->\nend & \\1\n`;
  const schema = '## person\n| a\\nb & c |\n';
  for (const before of ['', 'old\n', schema]) {
    const run = execute(insert, {}, {}, { 'README.md': readme(before), 'schema.md': schema });
    expect('document-schema.yml', run.status === 0 && run.files['README.md'] === readme(schema), `README.md became ${run.files['README.md']} ${run.all}`);
  }
  const wrong = {
    'no end': { 'README.md': '# A\n<!-- schema -->\n', 'schema.md': schema },
    'no begin': { 'README.md': '# A\n<!-- /schema -->\n', 'schema.md': schema },
    'two ends': { 'README.md': `${readme('')}<!-- /schema -->\n`, 'schema.md': schema },
    'the end first': { 'README.md': '# A\n<!-- /schema -->\nB\n<!-- schema -->\nC\n', 'schema.md': schema },
    'no text': { 'README.md': readme('old\n') },
    'an empty text': { 'README.md': readme('old\n'), 'schema.md': '' },
  };
  for (const [what, given] of Object.entries(wrong)) {
    const run = execute(insert, {}, {}, given);
    expect('document-schema.yml', run.status === 1 && run.out.includes('::error::') && run.files['README.md'] === given['README.md'],
      `with ${what} it becomes ${run.files['README.md']} ${run.all}`);
  }
}

function destroy(run) {
  const key = 'module.secrets.aws_kms_key.this';
  const first = 'destroy -target=module.aurora';
  const steps = answers => {
    const done = execute(run, { VARIABLES: 'test.tfvars', KEY: key }, answers, {}, ['terraform']);
    return [done.status, ...done.calls.map(([, ...args]) => args.filter(arg => !['-auto-approve', '-var-file=test.tfvars'].includes(arg)).join(' '))].join();
  };
  const whole = steps({ 'terraform state': [`module.secrets.other\n${key}\nz`, 'Removed'] });
  expect('destroy.yml', whole === `0,${first},state list,state rm ${key},destroy`, `the key is not left alone: ${whole}`);
  const again = steps({ 'terraform state': ['module.secrets.other'] });
  expect('destroy.yml', again === `0,${first},state list,destroy`, `it cannot be run again: ${again}`);
  const unknown = steps({ 'terraform state': [{ fails: 'no state' }] });
  expect('destroy.yml', unknown === `254,${first},state list`, `a key of which nothing is known is destroyed: ${unknown}`);
  const refused = steps({ 'terraform destroy': [{ fails: 'deletion protection' }] });
  expect('destroy.yml', refused === `254,${first}`, `a database that refuses has lost its key: ${refused}`);
}
