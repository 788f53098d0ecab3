select * from read_csv('https://shop.example.com/purchases.csv')
