"""Whether rows keep the statements of their contract that need their values read.

Quality rules, and those options of columns that datacontract-cli leaves out or mixes up. One
function decides, `inseam.evaluation.evaluate.evaluate`, whoever asks: a test, an audit
before rows are published, or a monitor.
"""
