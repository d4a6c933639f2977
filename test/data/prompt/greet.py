def greet(name, seen=[]):
    seen.append(name)
    print("Hello, " + name + "!")
    return seen


greet("Ada")
greet("Bob")
