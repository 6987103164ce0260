#!/usr/bin/env node
// Old syntax only: an old Node has to be able to read this far and say so.
var version = process.versions.node.split('.').map(Number);
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  process.stderr.write('stop  node  Touchline needs Node 20.19 or newer, this is ' + process.versions.node + ' - install a newer one from https://nodejs.org\n');
  process.exit(5);
}
import('tsx/esm/api')
  .then(function (tsx) {
    tsx.register();
    return import('../src/cli.ts');
  })
  .catch(function (error) {
    var missing = error && error.code === 'ERR_MODULE_NOT_FOUND';
    process.stderr.write(missing ? 'stop  node  a package is missing (' + error.message.split('\n')[0] + ') - run npm ci\n' : String((error && error.stack) || error) + '\n');
    process.exitCode = missing ? 5 : 1;
  });
