"""Files of meter readings: large, checked as columns and not row by row.

`opening` brings the bytes into an all-text table, `columns` settles what columns and their
repeated texts mean, `typing` reads moments and values, `clock` knows the days on which the clock
is moved, `laying` puts every reading in its place of the day, `faults` tells what is wrong.
`check` walks it.
"""
