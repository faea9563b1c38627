"""Whether a process still lives, told by what it was called when it began to work."""

import os
import subprocess
import sys

from db import workers


def called(process):
    machine = workers.here().split(":")[0]
    return f"{machine}:{process.pid}:{workers._began(process.pid)}"


def test_a_process_is_there_until_it_has_ended():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = called(process)
    alive = workers.is_gone(name)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    corpse = workers.is_gone(name)
    process.wait()
    assert (alive, corpse, workers.is_gone(name)) == (False, True, True)


def test_another_process_of_the_same_number_is_another_one():
    machine, number, began = workers.here().split(":")
    assert (workers.is_gone(workers.here()), workers.is_gone(f"{machine}:{number}:{int(began) - 1}")) == (False, True)


def test_nobody_here_knows_of_another_machine():
    assert not workers.is_gone("another-1:999999:1")
