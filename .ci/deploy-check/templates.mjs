// Checks the templates under examples/fargate-runner/deploy.
import { join } from 'node:path';
import { deploy, files, json, name, template } from './files.mjs';
import { check, finish } from './report.mjs';
import { checkInput, checkTemplate } from './cloudformation.mjs';
import { checkModule } from './terraform.mjs';
import { comparePolicies, everythingIsNamed } from './policies.mjs';
import { checkCompose, checkManifests } from './containers.mjs';
import { checkStackCommands } from './readme.mjs';

for (const directory of ['complete', ...['network', 'secrets', 'aurora', 'runner', 'github'].map(module => `modules/${module}`)]) {
  await check(`Terraform: ${directory}`, () => checkModule(join(deploy, 'terraform', directory)));
}
for (const path of files(join(deploy, 'cloudformation'), '.yaml')) {
  await check(`CloudFormation: ${name(path)}`, () => checkTemplate(name(path), template(path)));
}
await check('CloudFormation: the commands of README.md', checkStackCommands);
await check('Policies: CloudFormation and Terraform give the same', comparePolicies);
await check('Policies: nothing is allowed on everything', everythingIsNamed);
for (const path of files(join(deploy, 'ecs'), '.json')) {
  await check(`ECS: ${name(path)}`, () => checkInput(name(path), 'AWS::ECS::TaskDefinition', json(path)));
}
for (const path of files(join(deploy, 'batch'), '.json')) {
  await check(`Batch: ${name(path)}`, () => checkInput(name(path), 'AWS::Batch::JobDefinition', json(path)));
}
await check('Kubernetes: all manifests', () => checkManifests(files(join(deploy, 'kubernetes'), '.yaml')));
await check('Compose: compose.yaml', () => checkCompose(join(deploy, 'compose.yaml')));
finish();
