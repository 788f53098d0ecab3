"""What rules have in common, whether of the gate, of lint, of the static check or of governance.

A rule's texts (`rule`), what people agreed on about its findings (`severity`, `waiver`, and how
they are written: `grammar`), and the sign by which a finding is known again (`fingerprint`).
"""
