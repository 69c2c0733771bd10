#!/usr/bin/env node
// Plain old JavaScript: `kubectl faultline …` is `faultline kube …`. kubectl runs it where it finds it in PATH, with what follows.
process.argv.splice(1, 1, require("path").join(__dirname, "faultline.js"), "kube");
require("./faultline.js");
