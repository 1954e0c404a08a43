import { execute, script } from './pretend.mjs';
import { expect } from './report.mjs';

/** What makes and unmakes: the documentation, the infrastructure. */
export function checkBuildScripts(workflow) {
  documentation(workflow('document-schema.yml').jobs.document);
  destroy(script(workflow('destroy.yml').jobs.destroy, 'Destroy'));
}

function documentation(job) {
  const insert = script(job, 'Put the text between the markers');
  const readme = between => `# A\n<!-- schema -->\n${between}<!-- /schema -->\nend & \\1\n`;
  const schema = '## person\n| a\\nb & c |\n';
  for (const before of ['', 'old\n', schema]) {
    const run = execute(insert, {}, {}, { 'README.md': readme(before), 'schema.md': schema });
    expect('document-schema.yml', run.status === 0 && run.files['README.md'] === readme(schema), `README.md became ${run.files['README.md']} ${run.all}`);
  }
  const run = execute(insert, {}, {}, { 'README.md': '# A\n<!-- schema -->\n', 'schema.md': schema });
  expect('document-schema.yml', run.status === 1 && run.files['README.md'] === '# A\n<!-- schema -->\n', 'a marker is missing, and the file is written');
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
