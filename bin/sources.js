// Plain old JavaScript, as runtime.js: which form of the program is started, the sources or what was built from them.
var fs = require("fs");
var path = require("path");

/** Beside the build: what the sources were when it was made. */
var MADE_FROM = "made-from.json";

/** Size and time of every source file, by room: what changes with any edit, however it was made, and costs no reading. */
exports.stateOf = function stateOf(root, leftOut) {
  var state = {};
  fs.readdirSync(path.join(root, "src"), { withFileTypes: true }).forEach(function (room) {
    if (!room.isDirectory() || room.name === leftOut) return;
    var lines = [];
    list(path.join(root, "src", room.name), "", lines);
    state[room.name] = lines.join("\n");
  });
  return state;
};

function list(folder, prefix, lines) {
  fs.readdirSync(folder, { withFileTypes: true }).forEach(function (entry) {
    var name = prefix + entry.name;
    var whole = folder + path.sep + entry.name;
    if (entry.isDirectory()) return list(whole, name + "/", lines);
    if (/\.test\.ts$/.test(name)) return;
    var seen = fs.statSync(whole);
    lines.push(name + " " + seen.size + " " + seen.mtimeMs);
  });
}

/** Whether what lies in `dist` was built from these very sources; the lab's own count for the lab alone. */
exports.isFresh = function isFresh(root, withLab) {
  try {
    var then = JSON.parse(fs.readFileSync(path.join(root, "dist", MADE_FROM), "utf8"));
    if (!withLab) delete then.lab;
    return JSON.stringify(then) === JSON.stringify(exports.stateOf(root, withLab ? undefined : "lab"));
  } catch (error) {
    // Nothing was built, or a file went away while it was looked at: the sources are right in either case.
    return false;
  }
};

/** The file to start: the build where it is all there is, or is what the sources are. */
exports.mainOf = function mainOf(root, args) {
  var built = path.join(root, "dist", "cli", "main.js");
  var source = path.join(root, "src", "cli", "main.ts");
  if (!fs.existsSync(source)) return built;
  return !isSmall(args) && exports.isFresh(root, args.indexOf("lab") >= 0) ? built : source;
};

/** What loads so few modules that to compare would cost more than it saves: `calc`, and options alone. */
function isSmall(args) {
  return args.length === 0 || args[0] === "calc" || args[0] === "help" || args[0].charAt(0) === "-";
}

exports.MADE_FROM = MADE_FROM;
