"""Processor seconds (user and system) of one command whose output is thrown away: cpu-of.py COMMAND ARGUMENT …"""
import resource
import subprocess
import sys

status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
print(spent.ru_utime + spent.ru_stime, status)
