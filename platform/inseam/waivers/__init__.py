"""What people have agreed on about findings: their severity, and exceptions until a day.

One grammar for all files that have `severities` and `waivers`.
"""
