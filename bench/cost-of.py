"""Processor seconds (user and system) and peak memory in MiB of one command, on standard error: cost-of.py COMMAND ARGUMENT …"""
import resource
import subprocess
import sys

subprocess.run(sys.argv[1:])
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
print(spent.ru_utime + spent.ru_stime, spent.ru_maxrss / 1024, file=sys.stderr)
