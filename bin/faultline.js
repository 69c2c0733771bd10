#!/usr/bin/env node
// Plain old JavaScript: finds a Node that can run Faultline, and runs it there.
var path = require("path");
var runtime = require("./runtime.js");
var sources = require("./sources.js");

var node = runtime.findNode();
if (node === null) {
  process.stderr.write(runtime.explainMissing());
  process.exit(2);
}

if (node === process.execPath) {
  // Before the first module is loaded: of sources, which are TypeScript, what strips their types then need not even start.
  var loader = require("module");
  if (loader.enableCompileCache) loader.enableCompileCache();
  var main = sources.mainOf(path.join(__dirname, ".."), process.argv.slice(2));
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
