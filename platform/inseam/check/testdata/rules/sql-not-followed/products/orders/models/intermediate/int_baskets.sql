select * from a_table_function_of_nobody(3)
