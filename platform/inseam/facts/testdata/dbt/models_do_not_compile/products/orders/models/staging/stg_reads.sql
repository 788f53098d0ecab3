select content as order_id from read_text('/etc/passwd')
