throw new Error("data path to come");
