import { execute, script } from './pretend.mjs';
import { expect } from './report.mjs';

/** What makes: the documentation. */
export function checkBuildScripts(workflow) {
  documentation(workflow('document-schema.yml').jobs.document);
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
