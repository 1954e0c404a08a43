import { join } from 'node:path';
import { deploy, name, template, text } from './files.mjs';
import { execute } from './pretend.mjs';
import { problem } from './report.mjs';

const README = join(deploy, 'README.md');

/** Runs the README's commands for CloudFormation: templates, parameters and outputs are there, and nothing that is needed is missing. */
export function checkStackCommands() {
  const section = text(README).split('\n## With CloudFormation\n')[1].split('\n## ')[0];
  const [, commands] = section.match(/```sh\n(.*?)```/s);
  const done = execute(commands, {}, { 'cloudformation describe-stacks': ['value'], 'cloudformation deploy': [{}] });
  done.status === 0 || problem(name(README), done.all);
  const stacks = new Map();
  for (const [, , action, ...args] of done.calls) {
    const option = option => args[args.indexOf(option) + 1];
    const stack = option('--stack-name');
    if (action === 'deploy') {
      stacks.set(stack, template(join(deploy, 'cloudformation', option('--template-file'))));
      checkParameters(`${name(README)} ${stack}`, stacks.get(stack), args);
    } else {
      const [, output] = option('--query').match(/OutputKey=='(\w+)'/);
      stacks.get(stack)?.Outputs[output] ?? problem(name(README), `stack ${stack} has put out no ${output}`);
    }
  }
}

function checkParameters(where, { Parameters }, args) {
  const given = args.slice(args.indexOf('--parameter-overrides') + 1).filter(arg => /^\w+=/.test(arg)).map(arg => arg.split('=')[0]);
  given.filter(parameter => !Parameters[parameter]).forEach(parameter => problem(where, `there is no parameter ${parameter}`));
  Object.keys(Parameters)
    .filter(parameter => !('Default' in Parameters[parameter]) && !given.includes(parameter))
    .forEach(parameter => problem(where, `parameter ${parameter} is needed`));
}
