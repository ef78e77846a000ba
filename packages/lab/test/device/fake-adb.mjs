#!/usr/bin/env node
// A stand-in for adb with one device, written from adb's help text and the documentation of Android's `settings` command: no
// device and no emulator is here. Its state is a JSON file, FAKE_ADB; every command line is kept in it.
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.env.FAKE_ADB;
const state = JSON.parse(readFileSync(file, 'utf8'));
const [, , option, serial, ...words] = process.argv;

function end(status, out = '', error = '') {
  writeFileSync(file, JSON.stringify(state));
  process.stdout.write(out);
  process.stderr.write(error);
  process.exit(status);
}

state.log.push(words.join(' '));
if (option !== '-s' || serial !== state.serial) end(1, '', `error: device '${serial}' not found\n`);
if (state.state === 'unauthorized')
  end(1, '', "error: device unauthorized.\nThis adb server's $ADB_VENDOR_KEYS is not set\n");
const [command, ...rest] = words;
if (command === 'get-state') end(0, `${state.state}\n`);
if (command === 'wait-for-device') end(0);
if (command === 'reverse') reverse(rest);
if (command === 'shell') end(0, rest.join(' ').split(/; ?/).map(shell).join(''));
end(1, '', `adb: unknown command ${command}\n`);

function reverse([first, second]) {
  if (first === '--remove') {
    if (!(second in state.reversed)) end(1, '', `adb: error: listener '${second}' not found\n`);
    delete state.reversed[second];
    end(0);
  }
  const port = first === 'tcp:0' ? 41234 : Number(first.slice(4));
  state.reversed[`tcp:${port}`] = second;
  end(0, first === 'tcp:0' ? `${port}\n` : '');
}

function shell(line) {
  const [program, ...words] = line.split(' ');
  if (program === 'getprop') return `${state.properties[words[0]] ?? ''}\n`;
  if (program !== 'settings' || words[1] !== 'global')
    end(127, '', `/system/bin/sh: ${program}: inaccessible or not found\n`);
  const [verb, , name, value] = words;
  if (verb === 'get') return `${state.global[name] ?? 'null'}\n`;
  if (verb === 'delete') {
    const count = name in state.global ? 1 : 0;
    delete state.global[name];
    return `Deleted ${count} rows\n`;
  }
  state.global[name] = value === "''" ? '' : value;
  return '';
}
