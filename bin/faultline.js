#!/usr/bin/env node
// Plain old JavaScript: finds a Node that can run Faultline, and runs it there.
var fs = require("fs");
var path = require("path");
var runtime = require("./runtime.js");

var node = runtime.findNode();
if (node === null) {
  process.stderr.write(runtime.explainMissing());
  process.exit(2);
}
var built = path.join(__dirname, "..", "dist", "cli", "main.js");
// A checkout has the sources, which are always newer than a build left beside them.
var source = path.join(__dirname, "..", "src", "cli", "main.ts");
var main = fs.existsSync(source) ? source : built;

if (node === process.execPath) {
  // Before the first source is loaded: it is TypeScript, and with the cache what strips its types need not even start.
  var loader = require("module");
  if (loader.enableCompileCache) loader.enableCompileCache();
  import("file://" + main).catch(function (error) {
    process.stderr.write(String((error && error.stack) || error) + "\n");
    process.exit(70);
  });
} else {
  var child = require("child_process").spawn(node, [__filename].concat(process.argv.slice(2)), { stdio: "inherit" });
  ["SIGINT", "SIGTERM", "SIGHUP"].forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  });
  child.on("exit", function (code, signal) {
    if (signal) process.exit(128 + require("os").constants.signals[signal]);
    process.exit(code === null ? 70 : code);
  });
}
