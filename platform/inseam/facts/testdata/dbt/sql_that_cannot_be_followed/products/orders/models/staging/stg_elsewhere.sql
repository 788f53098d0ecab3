select secret.* from elsewhere.secret
